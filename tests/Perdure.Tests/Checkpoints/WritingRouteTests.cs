using Perdure.Checkpoints.Taking;
using Perdure.Store;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Checkpoints;

/// <summary>The way to the disk is the quickest for the size of the program, unless the user chose.</summary>
public sealed class WritingRouteTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(MiB, ImageCompression.Inline, false)]
    [InlineData(MiB + 1, ImageCompression.Deferred, true)]
    [InlineData(64 * MiB, ImageCompression.Deferred, true)]
    [InlineData((64 * MiB) + 1, ImageCompression.Deferred, false)]
    public void Size_decides(long bytes, ImageCompression compression, bool cached)
    {
        var route = WritingRoute.For(bytes, null);
        Assert.Equal((compression, cached), (route.Compression, route.Cached));
    }

    [Theory]
    [InlineData(MiB, ImageCompression.Deferred, true)]
    [InlineData(1024 * MiB, ImageCompression.Inline, false)]
    public void The_user_decides_about_compression(long bytes, ImageCompression wanted, bool cached)
    {
        var route = WritingRoute.For(bytes, wanted);
        Assert.Equal((wanted, cached), (route.Compression, route.Cached));
    }

    [Fact]
    public void What_waits_for_the_disk_has_many_buffers_for_the_pause() =>
        Assert.True(WritingRoute.For(1024 * MiB, null).PauseBuffers > 5 * WritingRoute.For(10 * MiB, null).PauseBuffers);
}
