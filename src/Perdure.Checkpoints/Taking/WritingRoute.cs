using Perdure.Store;

namespace Perdure.Checkpoints.Taking;

/// <summary>How memory gets from the program to the disk. To compress it takes several times as long as to write it, so nobody waits for that.</summary>
/// <param name="Bytes">Resident anonymous memory of all processes.</param>
/// <param name="Compression">When chunks are compressed.</param>
/// <param name="Cached">Whether they go by way of the page cache.</param>
/// <param name="PauseBuffers">How many buffers of 256 KiB there are for what is copied in the pause, and shortly before.</param>
internal readonly record struct WritingRoute(long Bytes, ImageCompression Compression, bool Cached, int PauseBuffers)
{
    /// <summary>Below this nothing is worth a thread of its own.</summary>
    public const long LittleBytes = 1 << 20;

    /// <summary>How many buffers a series of checkpoints keeps: 64 MiB.</summary>
    public const int SeriesBuffers = 256;

    private const long LargeBytes = 64 << 20;

    // As long as the page cache takes what is copied as fast as it comes, a few of them go round and stay in the processor's caches; more are made only where the disk holds the
    // writer up.
    private const int FewBuffers = 32;
    private const int WarmFewBuffers = 8;

    // What is copied in the pause must not wait for the disk: 128 MiB.
    private const int ManyBuffers = 512;

    /// <summary>How many of them to touch beforehand at most.</summary>
    public int WarmBuffers => Cached ? WarmFewBuffers : PauseBuffers / 2;

    /// <summary>The quickest for a program of so much memory of its own.</summary>
    /// <param name="bytes">Resident anonymous memory of all processes.</param>
    /// <param name="compression">What the user wants; null leaves it to the size.</param>
    public static WritingRoute For(long bytes, ImageCompression? compression)
    {
        var chosen = compression ?? (bytes > LittleBytes ? ImageCompression.Deferred : ImageCompression.Inline);
        var cached = chosen == ImageCompression.Deferred && bytes <= LargeBytes;
        return new WritingRoute(bytes, chosen, cached, cached ? FewBuffers : ManyBuffers);
    }
}
