using Perdure.Scenarios.Probes;
using Perdure.Scenarios.Report;

namespace Perdure.Scenarios.Rows;

/// <summary>
/// How long a program stands still for a checkpoint: as the tool reports it, and as a pinging client feels it; idle or under a writing
/// load.
/// </summary>
internal sealed class PauseRow(bool underLoad) : Row
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Aftermath = TimeSpan.FromMilliseconds(300);

    public override string Name => underLoad ? "pause-load" : "pause-idle";

    public override IEnumerable<Figure> Measure(Contender contender)
    {
        contender.Tool.Forget();
        Settle();
        using var load = underLoad ? new BenchmarkLoad(contender.Redis.Port, contender.Redis.Keys) : null;
        using var probe = new GapProbe(contender.Redis.Port);
        var quietFrom = Clock.Now;
        Thread.Sleep(WarmUp);
        var run = contender.Tool.Checkpoint(contender.Server, leaveRunning: true);
        Thread.Sleep(Aftermath);
        probe.Stop();
        load?.Dispose();
        contender.Tool.AwaitBackgroundWork();

        // The first moments of the probe itself (compilation, connecting) are no pause.
        quietFrom = Clock.After(quietFrom, WarmUp / 3);
        yield return Figure.Milliseconds("reported pause", run.ReportedPauseMicroseconds / 1000.0);
        var until = Clock.After(run.Process.EndedAt, Aftermath);
        yield return Figure.Milliseconds("longest gap", probe.LongestGapMilliseconds(run.Process.StartedAt, until));
        yield return Figure.Milliseconds("longest gap before", probe.LongestGapMilliseconds(quietFrom, run.Process.StartedAt));
        yield return Figure.Milliseconds("wall", run.Process.WallMilliseconds);
        yield return Figure.Megabytes("peak memory", run.Process.PeakMemoryBytes);
    }
}
