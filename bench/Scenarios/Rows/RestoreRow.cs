using Perdure.Scenarios.Report;

namespace Perdure.Scenarios.Rows;

/// <summary>
/// From the start of the restore to the first answer. One checkpoint is restored again and again; each time the server is killed first
/// and its pids must have been reaped. After each restore the data is looked at: a fast restore of something else would not count.
/// </summary>
internal sealed class RestoreRow(bool lazy) : Row
{
    public override string Name => lazy ? "restore-lazy" : "restore-eager";

    public override void Prepare(Contender contender)
    {
        contender.Tool.Forget();
        contender.Server.RememberTree();
        contender.Tool.Checkpoint(contender.Server, leaveRunning: false);
        contender.Tool.AwaitBackgroundWork();
        contender.Server.WaitUntilGone();
    }

    public override IEnumerable<Figure> Measure(Contender contender)
    {
        if (contender.Server.IsAlive)
            contender.Server.Stop();
        Settle();
        var run = contender.Tool.Restore(contender.Server, lazy);
        contender.Server.Check();
        yield return Figure.Milliseconds("first answer", run.FirstAnswerMilliseconds);
        yield return Figure.Milliseconds("wall", run.Process.WallMilliseconds);
        yield return Figure.Megabytes("peak memory", run.Process.PeakMemoryBytes);
    }

    /// <summary>What was restored with pages still to come is restored whole before another row works on it.</summary>
    public override void Finish(Contender contender)
    {
        if (lazy && contender.Server.IsAlive)
        {
            contender.Server.Stop();
            contender.Tool.Restore(contender.Server, lazy: false);
        }

        base.Finish(contender);
    }
}
