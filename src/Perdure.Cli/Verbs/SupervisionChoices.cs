using System.CommandLine;
using Perdure.Cli.Options;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>The options of `run` and `attach`: how to supervise.</summary>
internal sealed class SupervisionChoices
{
    private const int MostLettersOfName = 200;
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);
    private readonly TextOption _name = new("--name", "NAME", "The name of its checkpoints and events; the program's if left out.", MostLettersOfName);
    private readonly DurationOption _every = new("--every", "Take a checkpoint this often; without it only when asked.", s_shortest);
    private readonly ShareOption _budget = new("--pause-budget", "Widen the interval when the program would stand still for more than this share of its time.");
    private readonly KeepOption _keep = new();
    private readonly SizeOption _maxSize = new("--max-size", "What the store may take, such as 20G: the oldest checkpoints of this program go, kept by --keep or not, until it takes no more.");
    private readonly Flag _beforeExit = new("--before-exit", "Take a checkpoint when perdure gets SIGTERM, SIGINT or SIGHUP, before it passes that on; Ctrl-C in a terminal goes to the program itself.");
    private readonly Flag _detach = new("--detach", "Supervise in the background.");
    private readonly Flag _skipUnsupported = new("--skip-unsupported", "Replace what can't be kept by something that fails cleanly, instead of refusing.");

    /// <param name="verb">The verb that has these options.</param>
    /// <param name="canAskBeforeExit">Whether the program's signals come by way of us.</param>
    internal SupervisionChoices(Verb verb, bool canAskBeforeExit)
    {
        foreach (var option in (Option[])[_name, _every, _budget, _keep, _maxSize, _detach, _skipUnsupported])
            verb.Add(option);
        if (canAskBeforeExit)
            verb.Add(_beforeExit);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(_budget) is not null && result.GetResult(_every) is null)
                result.AddError("--pause-budget needs --every: it widens that interval");
        });
    }

    internal bool Detach(Request request) => request.Get(_detach);

    internal SupervisionOptions Of(Request request, string programName) => new()
    {
        Name = request.Get(_name) ?? programName,
        Interval = request.Get(_every),
        PauseBudget = request.Get(_budget),
        Keep = request.Get(_keep),
        MaxStoreBytes = request.Get(_maxSize),
        BeforeExit = request.Get(_beforeExit),
        SkipUnsupported = request.Get(_skipUnsupported),
    };
}
