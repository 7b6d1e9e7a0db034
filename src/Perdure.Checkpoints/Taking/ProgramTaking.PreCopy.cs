using Perdure.Checkpoints.Memory;
using Perdure.Kernel.Faults;
using Perdure.Store;

namespace Perdure.Checkpoints.Taking;

/// <summary>Copying while the program runs, so that little is left for the pause.</summary>
internal sealed partial class ProgramTaking
{
    private const int MaxRounds = 6;
    private const int MaxTurns = 3;
    private const int MaxWaitsForBuffers = 200;
    private const long FewPages = 1024;

    /// <summary>Copies the memory of large processes while they run, until little is written between two rounds.</summary>
    public void CopyWhileRunning()
    {
        for (var turn = 0; turn < MaxTurns; turn++)
        {
            var large = WorthCopyingEarly();
            if (large.Count > 0)
                Track(large);
            if (turn == 0)
                large = [.. _processes.Values.Where(process => process.IsTracked)];
            if (large.Count == 0)
                break;
            var left = CopyRounds(large, brisk: false, enough: _route.PauseBuffers * ImageLimits.PagesPerChunk / 2);
            foreach (var process in large)
                process.LookAgain();
            AwaitWarmBuffers();
            WarmBuffers(2 * left * PageCollector.PageBytes);

            // What a program has forked meanwhile may be as large as itself, and would have to be copied in the pause.
            AddNew();
        }

        var tracked = _processes.Values.Where(process => process.IsTracked).ToList();
        AwaitWarmBuffers();
        if (tracked.Count > 0)
            CopyBriskly(tracked);
    }

    /// <summary>Large processes, and in large programs all but the smallest, that are not tracked yet.</summary>
    private List<ProcessTaking> WorthCopyingEarly()
    {
        // What has begun is read from its marks the next time, too.
        if (_kept is not null)
            return [.. _processes.Values.Where(process => !process.IsTracked && process.IsWorthReadingAside)];
        var least = _processes.Values.Sum(process => process.OwnBytes) > 2 * PreCopy.WorthwhileBytes ? PreCopy.WorthwhileBytes / 16 : PreCopy.WorthwhileBytes;
        return [.. _processes.Values.Where(process => !process.IsTracked && (process.OwnBytes > least || FailurePoints.IsWithin("pre-copy")))];
    }

    /// <summary>Begins to track the writes of processes, in a short pause.</summary>
    private void Track(List<ProcessTaking> large)
    {
        InPause(tree =>
        {
            FailurePoints.Reach("pre-copy-seized");
            foreach (var frozen in tree.Processes)
            {
                _earlier.Note(frozen);
                if (large.Find(process => process.Pid == frozen.Pid) is { IsStale: false } taking)
                    taking.Track(frozen);
            }
            FailurePoints.Reach("pre-copy-armed");
        });
        FailurePoints.Reach("pre-copy-thawed");
    }

    /// <summary>Copies what is written between two rounds again and again, until that is little, or does not get much less.</summary>
    /// <returns>Pages of the last round.</returns>
    private long CopyRounds(List<ProcessTaking> large, bool brisk, long enough)
    {
        var before = long.MaxValue;
        for (var round = 1; ; round++)
        {
            Report("copying memory");
            long pages;
            // Nobody waits for the first rounds of a series: the program has the processors.
            using (_kept is null || brisk ? null : new LowPriority())
                pages = large.Sum(process => process.CopyWhileRunning(brisk));
            _rounds++;
            FailurePoints.Reach("pre-copy-round");
            if (pages <= enough || pages > before / 4 * 3 || round == MaxRounds || (brisk && _pauseBuffers.Free < _route.PauseBuffers / 2))
                return pages;
            before = pages;
        }
    }

    /// <summary>The last rounds go to memory; then there must be room for the pause as well, which would wait for the disk else.</summary>
    private void CopyBriskly(List<ProcessTaking> tracked)
    {
        var pages = CopyRounds(tracked, brisk: true, enough: FewPages);
        var needed = (int)Math.Min((pages / ImageLimits.PagesPerChunk) + 16, _route.PauseBuffers / 2);
        for (var patience = 0; _pauseBuffers.Free < needed && patience < MaxWaitsForBuffers; patience++)
            Thread.Sleep(1);
    }

    /// <summary>Begins to touch the memory of buffers for the pause, on the thread that waits for it: fresh memory takes the kernel up to two milliseconds for eight of them.</summary>
    private void WarmBuffers(long bytes)
    {
        var buffers = (int)Math.Min((bytes / ImageLimits.ChunkBytes) + 16, _route.WarmBuffers);
        Reader.Begin(() => _pauseBuffers.Warm(buffers), isUrgent: false);
        _isWarming = true;
    }

    private void EndTracking()
    {
        foreach (var process in _processes.Values)
            process.EndTracking();
    }

    private void AwaitWarmBuffers()
    {
        if (_isWarming)
            Reader.End();
        _isWarming = false;
    }
}
