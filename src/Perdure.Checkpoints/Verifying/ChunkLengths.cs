using Perdure.Store;

namespace Perdure.Checkpoints.Verifying;

/// <summary>How many chunks an image has, and how long each is: what references from an inventory are checked against.</summary>
internal sealed class ChunkLengths(ImageReader image)
{
    /// <summary>How many.</summary>
    public int Count => image.ChunkCount;

    /// <summary>Raw bytes of one. Precondition: it is within the count.</summary>
    public int this[int chunk] => image.ChunkLength(new ChunkIndex(chunk));
}
