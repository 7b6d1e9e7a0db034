using System.Globalization;
using Perdure.Checkpoints;
using Perdure.Checkpoints.Files;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Supervision;

/// <summary>Applies the policy of one program to its checkpoints. Used by the supervisor's loop alone.</summary>
/// <param name="store">Where they are.</param>
/// <param name="options">The policy.</param>
/// <param name="tell">Is told what was done: the kind of event, and a line.</param>
internal sealed class Retention(ImageStore store, SupervisionOptions options, Action<string, string> tell)
{
    // Not after each: to plan it, the tables of all checkpoints are read.
    private const int CheckpointsBetween = 10;
    private int _taken;

    /// <summary>Whether any was taken since it was applied last.</summary>
    public bool IsDue => _taken > 0;

    /// <summary>One more was taken.</summary>
    public void NoteTaken() => _taken++;

    /// <summary>Applies it if enough were taken.</summary>
    public void ApplyFromTimeToTime()
    {
        if (_taken >= CheckpointsBetween)
            Apply();
    }

    /// <summary>Applies it now; answers whether anything has gone.</summary>
    public bool Apply()
    {
        _taken = 0;
        if (options is { Keep: null, MaxStoreBytes: null })
            return false;
        try
        {
            var outcome = store.Prune(new PruneRules(options.Name, options.Keep, options.MaxStoreBytes));
            var gone = outcome.Verdicts.Count(verdict => verdict.Goes);
            foreach (var one in outcome.Verdicts.Where(verdict => verdict.Goes))
                ConnectionHold.Release(one.Entry.Id);
            if (gone > 0)
                tell("pruned", string.Create(CultureInfo.InvariantCulture, $"{gone} of {outcome.Verdicts.Count} checkpoints, {outcome.FreedBytes} bytes freed, the store takes {outcome.StoreBytes}"));
            return gone > 0;
        }
        catch (PerdureException failure)
        {
            tell("prune-failed", EventLog.Advice(failure));
            return false;
        }
    }
}
