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
        request.Answer(ControlClient.Find(request.Get(_program)), DocumentJson.Readable.ProgramStatus, Print);
        return ExitCode.Ok;
    }

    private static void Print(ProgramStatus status)
    {
        Console.Out.WriteLine($"{SafeText.OneLine(status.Name)}: process {status.Pid}, {SafeText.OneLine(status.Command)}");
        Console.Out.WriteLine($"supervised by process {status.Supervisor} since {Local(status.Since)}, checkpoints in {SafeText.OneLine(status.Store)}");
        Console.Out.WriteLine(status.IntervalSeconds is { } seconds ? $"a checkpoint every {Duration.Format(TimeSpan.FromSeconds(seconds))}" : "checkpoints on demand");
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

    private static string Local(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
