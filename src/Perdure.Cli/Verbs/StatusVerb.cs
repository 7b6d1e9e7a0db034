using System.Globalization;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>perdure status.</summary>
internal sealed class StatusVerb : Verb
{
    private readonly ProgramArgument _program = new();

    internal StatusVerb()
        : base("status", "Tell how a supervised program is.") => Add(_program);

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        request.Answer(ControlClient.Find(request.Get(_program), AbandonedPrograms.Explain(request)), DocumentJson.Readable.ProgramStatus, Print);
        return ExitCode.Ok;
    }

    private static void Print(ProgramStatus status)
    {
        Console.Out.WriteLine($"{SafeText.OneLine(status.Name)}: process {status.Pid}, {SafeText.OneLine(status.Command)}");
        Console.Out.WriteLine($"supervised by process {status.Supervisor} since {Local(status.Since)}, checkpoints in {SafeText.OneLine(status.Store)}");
        Console.Out.WriteLine(Triggers(status));
        if (Policy(status) is { Length: > 0 } policy)
            Console.Out.WriteLine(policy);
        if (status.LastAt is { } at)
            Console.Out.WriteLine($"{Count.Of(status.Checkpoints, "checkpoint")}, the last one {status.LastCheckpoint} at {Local(at)}, paused for {Duration.Format(status.LastPauseMicroseconds)} (longest {Duration.Format(status.LongestPauseMicroseconds)})");
        else
            Console.Out.WriteLine("no checkpoint yet");
        foreach (var note in status.Notes)
            Console.Out.WriteLine($"note: {SafeText.OneLine(note)}");
        if (status.LastFailure.Length > 0)
            Console.Out.WriteLine($"the last attempt failed: {SafeText.OneLine(status.LastFailure)}");
        if (status.JournalFailure.Length > 0)
            Console.Out.WriteLine($"events wait to be written down: {SafeText.OneLine(status.JournalFailure)}");
    }

    private static string Triggers(ProgramStatus status)
    {
        var triggers = new List<string>();
        if (status.IntervalSeconds is { } seconds)
            triggers.Add($"every {Time(seconds)}{Widened(status, seconds)}");
        if (status.IdleSeconds is { } quiet)
            triggers.Add($"after {Time(quiet)} of quiet");
        if (status.Signals.Count > 0)
            triggers.Add($"on {string.Join(" and ", status.Signals)} to process {status.Supervisor}");
        if (status.BeforeExit)
            triggers.Add("before it is asked to end");
        return triggers.Count == 0 ? "checkpoints on demand" : $"a checkpoint {string.Join(", ", triggers)}, and on demand";
    }

    private static string Widened(ProgramStatus status, double seconds) => status is { AskedIntervalSeconds: { } asked, PauseBudget: { } budget } && asked < seconds
        ? $" ({Time(asked)} was asked for, and the pause budget of {(budget * 100).ToString("0.###", CultureInfo.InvariantCulture)}% allows this)"
        : "";

    private static string Policy(ProgramStatus status)
    {
        var rules = new List<string>();
        if (status.Keep.Length > 0)
            rules.Add($"kept are {status.Keep}");
        if (status.MaxStoreBytes is { } bytes)
            rules.Add($"the store may take {ByteSize.Format(bytes)}");
        return string.Join("; ", rules);
    }

    private static string Time(double seconds) => Duration.Format(TimeSpan.FromSeconds(seconds));

    private static string Local(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
