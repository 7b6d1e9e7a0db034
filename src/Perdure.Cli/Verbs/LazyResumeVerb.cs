using Perdure.Checkpoints.Lazy;
using Perdure.Cli.Options;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>
/// perdure lazy-resume: goes on serving a lazily restored program whose server and guard were both killed. A checkpoint does it by itself;
/// help does not show this verb.
/// </summary>
internal sealed class LazyResumeVerb : Verb
{
    private readonly PidArgument _pid = new();

    internal LazyResumeVerb()
        : base("lazy-resume", "Go on serving the missing pages of a lazily restored program.")
    {
        Hidden = true;
        Add(_pid);
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        var pid = request.Get(_pid);
        if (!LazyTakeover.TryStart(pid))
            throw new PerdureException($"process {pid} misses no memory of a lazy restore");
        return ExitCode.Ok;
    }
}
