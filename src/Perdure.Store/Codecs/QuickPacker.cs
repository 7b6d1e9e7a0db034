using Perdure.Kernel.Calls;

namespace Perdure.Store.Codecs;

/// <summary>Compresses chunks for the time being, until compaction gives them their final form. On one thread.</summary>
internal sealed class QuickPacker : IDisposable
{
    private const int Lz4Acceleration = 4;
    private const double WorthwhileShare = 0.75;
    private readonly CompressionLz4 _lz4 = new();

    /// <summary>Compresses a chunk into an LZ4 block, if that makes it a good deal smaller.</summary>
    /// <returns>The length; 0 if it does not.</returns>
    public int Pack(ReadOnlySpan<byte> raw, Span<byte> into) => Math.Max(_lz4.Compress(raw, into[..(int)(raw.Length * WorthwhileShare)], Lz4Acceleration), 0);

    public void Dispose() => _lz4.Dispose();
}
