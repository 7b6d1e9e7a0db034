using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Cli.Service;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;
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
        _choices = new SupervisionChoices(this, starts: false);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        var pid = request.Get(_pid);
        if (_choices.Detach(request))
            return DetachedSupervisor.Start(request);
        using var manager = new ServiceManager(waitsForProgram: false);
        using var triggers = new TriggerSignals(_choices.Signals(request));
        using var store = request.OpenUnlockedStore();
        var name = FormerProgram.NameOf(store, pid) ?? ProcSettings.ThreadName(pid.Leader).Or("program");
        using var guards = new GuardHolder();
        using var supervisor = new Supervisor(store, pid, _choices.Of(request, name, manager, guards), (kind, text) =>
        {
            manager.Note(kind, text);
            Tell(kind, text);
        });
        using var watchdog = new Watchdog(manager, supervisor);
        triggers.Ask(supervisor);
        using var interruption = new Interruption(_choices.Signals(request));
        using var stopping = interruption.Token.Register(supervisor.Stop);
        _ = supervisor.Run();
        triggers.Ask(null);
        return ExitCode.Ok;
    }

    private static void Tell(string kind, string text) => Console.Error.WriteLine($"perdure: {kind}: {SafeText.OneLine(text)}");
}
