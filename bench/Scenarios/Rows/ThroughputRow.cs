using Perdure.Scenarios.Probes;
using Perdure.Scenarios.Report;

namespace Perdure.Scenarios.Rows;

/// <summary>
/// Requests that a loaded redis serves while a checkpoint is taken. A slow checkpoint has more time to serve in, so the rate is given
/// too, and the rate of the half second before it.
/// </summary>
internal sealed class ThroughputRow(int seed) : Row
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(500);

    public override string Name => "throughput";

    public override IEnumerable<Figure> Measure(Contender contender)
    {
        contender.Tool.Forget();
        Settle();
        using var load = new LoadClient(contender.Redis.Port, contender.Redis.Keys, seed);
        Thread.Sleep(WarmUp);
        var run = contender.Tool.Checkpoint(contender.Server, leaveRunning: true);
        load.Stop();
        contender.Tool.AwaitBackgroundWork();

        var served = load.Served(run.Process.StartedAt, run.Process.EndedAt);
        var before = load.Served(Clock.After(run.Process.StartedAt, -Before), run.Process.StartedAt);
        yield return new Figure("requests in its wall", "requests", served);
        yield return Figure.Milliseconds("wall", run.Process.WallMilliseconds);
        yield return new Figure("rate during", "requests/ms", served / run.Process.WallMilliseconds);
        yield return new Figure("rate before", "requests/ms", before / Before.TotalMilliseconds);
        yield return Figure.Milliseconds("reported pause", run.ReportedPauseMicroseconds / 1000.0);
    }
}
