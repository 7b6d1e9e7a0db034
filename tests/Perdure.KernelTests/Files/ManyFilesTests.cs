using System.Diagnostics;
using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Whole;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Files;

/// <summary>Capture happens while a program stands still, so thousands of descriptors must not take long.</summary>
public sealed class ManyFilesTests
{
    [Fact]
    public void FiveThousandDescriptorsTakeAFractionOfASecond()
    {
        using var guest = RunningGuest.Start("files-setup", "many", "/tmp");
        for (var warming = 0; warming < 3; warming++)
            FileCapture.Check(guest.Tree, new FileCaptureOptions());
        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        using var captured = FileCapture.Capture(guest.Tree, new FileCaptureOptions());
        var elapsed = watch.Elapsed;
        var processor = Environment.CpuUsage.TotalTime - before;
        Assert.Empty(captured.Refusals);
        Assert.Equal(5000, captured.Complete(new ChunkList()).Tables[0].Descriptors.Count);
        TestContext.Current.SendDiagnosticMessage($"5000 descriptors: {elapsed.TotalMilliseconds:F1} ms, {processor.TotalMilliseconds:F1} ms of a processor");
        Assert.True(elapsed < TimeSpan.FromSeconds(5), $"{elapsed}");
    }
}
