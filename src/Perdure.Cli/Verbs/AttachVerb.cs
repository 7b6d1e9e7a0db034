using System.Diagnostics;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Perdure.Store;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>perdure attach.</summary>
internal sealed class AttachVerb : Verb
{
    private readonly PidArgument _pid = new();
    private readonly SupervisionChoices _choices;

    internal AttachVerb()
        : base("attach", "Supervise a program that runs already, until it ends or Ctrl-C; the program goes on.")
    {
        Add(_pid);
        _choices = new SupervisionChoices(this, canAskBeforeExit: false);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        var pid = request.Get(_pid);
        if (_choices.Detach(request))
            return DetachedSupervisor.Start(request);
        using var store = request.OpenStore();
        var name = FormerName(store, pid) ?? ProcSettings.ThreadName(pid.Leader).Or("program");
        using var supervisor = new Supervisor(store, pid, _choices.Of(request, name), Tell);
        using var interruption = new Interruption();
        using var stopping = interruption.Token.Register(supervisor.Stop);
        _ = supervisor.Run();
        return ExitCode.Ok;
    }

    /// <summary>Of a program whose supervisor is gone the history goes on under its name.</summary>
    private static string? FormerName(ImageStore store, Pid pid)
    {
        const int ticksPerSecond = 100;
        if (ProcStat.Read(pid) is not { Ok: true, Value.StartTicks: var ticks })
            return null;
        using var journal = Journal.Open(store);
        var running = Stopwatch.GetElapsedTime(0) - TimeSpan.FromSeconds((double)ticks / ticksPerSecond);
        return journal.NameOf(pid.Value, DateTimeOffset.UtcNow - running - TimeSpan.FromSeconds(1));
    }

    private static void Tell(string kind, string text) => Console.Error.WriteLine($"perdure: {kind}: {SafeText.OneLine(text)}");
}
