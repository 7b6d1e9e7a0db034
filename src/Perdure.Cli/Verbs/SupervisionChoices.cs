using System.CommandLine;
using Perdure.Cli.Options;
using Perdure.Cli.Service;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>The options of `run` and `attach`: how to supervise.</summary>
internal sealed class SupervisionChoices
{
    private const int MostLettersOfName = 200;
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);
    private readonly TextOption _name = new("--name", "NAME", "The name of its checkpoints and events; the program's if left out.", MostLettersOfName);
    private readonly DurationOption _every = new("--every", "Take a checkpoint this often.", s_shortest);
    private readonly DurationOption _onIdle = new("--on-idle", "Take a checkpoint when the program has been quiet for so long after some work.", s_shortest);
    private readonly SignalsOption _onSignal = new();
    private readonly ShareOption _budget = new("--pause-budget", "Widen the interval when the program would stand still for more than this share of its time.");
    private readonly KeepOption _keep = new();
    private readonly SizeOption _maxSize = new("--max-size", "What the store may take, such as 20G: the oldest checkpoints of this program go, kept by --keep or not, until it takes no more.");
    private readonly Flag _beforeExit = new("--before-exit", "Take a checkpoint when perdure gets SIGTERM, SIGINT or SIGHUP, before it passes that on; Ctrl-C in a terminal goes to the program itself.");
    private readonly ChoiceOption<NotifyMode> _notify = new(
        "--notify", "Under systemd, tell it that the service is ready when the program is supervised, or when the program itself says so as well", ("supervised", NotifyMode.Supervised), ("program", NotifyMode.Program));
    private readonly Flag _takeOver = new("--take-over", "If a program that was supervised under this name still runs, supervise that one instead of starting another.");
    private readonly Flag _detach = new("--detach", "Supervise in the background.");
    private readonly FileChoices _files = new();
    private readonly Flag _recover = new("--recover", "Bring the program past its crashes: the request that crashed is given up, all else goes on.");
    private readonly Flag _skipUnsupported = new("--skip-unsupported", "Replace what can't be kept by something that fails cleanly, instead of refusing.");

    /// <param name="verb">The verb that has these options.</param>
    /// <param name="starts">Whether the verb starts the program: then the program's signals come by way of us.</param>
    internal SupervisionChoices(Verb verb, bool starts)
    {
        foreach (var option in (Option[])[_name, _every, _onIdle, _onSignal, _budget, _keep, _maxSize, _recover, _detach, _skipUnsupported, new ConfigOption()])
            verb.Add(option);
        _files.AddTo(verb);
        foreach (var option in starts ? (Option[])[_beforeExit, _notify, _takeOver] : [])
            verb.Add(option);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(_budget) is not null && result.GetResult(_every) is null)
                result.AddError("--pause-budget needs --every: it widens that interval");
        });
    }

    internal bool Detach(Request request) => request.Get(_detach);

    internal bool TakeOver(Request request) => request.Get(_takeOver);

    internal NotifyMode Notify(Request request) => request.Get(_notify);

    /// <summary>The signals that ask for a checkpoint.</summary>
    internal IReadOnlyList<int> Signals(Request request) => request.Get(_onSignal) ?? [];

    /// <param name="request">What was asked.</param>
    /// <param name="programName">The name if none is given.</param>
    /// <param name="manager">Who is told how it goes.</param>
    /// <param name="guards">Keeps the guard, which ends after the supervisor.</param>
    internal SupervisionOptions Of(Request request, string programName, ServiceManager manager, GuardHolder guards) => new()
    {
        Name = request.Get(_name) ?? programName,
        Interval = request.Get(_every),
        Idle = request.Get(_onIdle),
        Signals = [.. Signals(request).Select(SignalsOption.NameOf)],
        PauseBudget = request.Get(_budget),
        Keep = request.Get(_keep),
        MaxStoreBytes = request.Get(_maxSize),
        BeforeExit = request.Get(_beforeExit),
        SkipUnsupported = request.Get(_skipUnsupported),
        JournalFiles = request.Get(_files.Choice) == FileChoice.Journal,
        MostFileBytes = request.Get(_files.Limit),
        Pulse = Watchdog.Pulse(manager),
        Seize = request.Get(_recover) ? guards.Begin : null,
    };
}
