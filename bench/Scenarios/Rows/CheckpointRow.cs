using Perdure.Scenarios.Report;
using Perdure.Scenarios.Tools;

namespace Perdure.Scenarios.Rows;

/// <summary>
/// A whole checkpoint of a server that nobody talks to: wall time, size of the image, memory of the tool.
/// One tool syncs what it wrote and the other does not, so the time until all of it is on the disk is given too; one compresses afterwards,
/// so there are two sizes.
/// </summary>
internal sealed class CheckpointRow : Row
{
    public override string Name => "checkpoint";

    public override IEnumerable<Figure> Measure(Contender contender)
    {
        contender.Tool.Forget();
        Settle();
        var run = contender.Tool.Checkpoint(contender.Server, leaveRunning: true);
        var syncing = Clock.Now;
        Shell.Run($"sync -f '{contender.Tool.ImageFolder}'");
        var syncMilliseconds = Clock.MillisecondsSince(syncing);
        var disk = DiskUsage.Of(contender.Tool.ImageFolder);
        contender.Tool.AwaitBackgroundWork();
        var later = DiskUsage.Of(contender.Tool.ImageFolder);
        yield return Figure.Milliseconds("wall", run.Process.WallMilliseconds);
        yield return Figure.Milliseconds("wall until on disk", run.Process.WallMilliseconds + syncMilliseconds);
        yield return Figure.Milliseconds("reported pause", run.ReportedPauseMicroseconds / 1000.0);
        yield return Figure.Megabytes("image, allocated", later.AllocatedBytes);
        yield return Figure.Megabytes("image at exit, allocated", disk.AllocatedBytes);
        yield return Figure.Megabytes("image, apparent", disk.ApparentBytes);
        if (run.ReportedBytes > 0)
            yield return Figure.Megabytes("image, as reported", run.ReportedBytes);
        yield return Figure.Megabytes("peak memory", run.Process.PeakMemoryBytes);
    }
}
