using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Places;

/// <summary>A checkpoint that is being copied, where it comes from.</summary>
public interface ISourceImage : IDisposable
{
    /// <summary>Its image, as a file of this machine, until Dispose. It may be hostile.</summary>
    public string ImageFile { get; }

    /// <summary>Reads chunks, in any order.</summary>
    /// <param name="wanted">Which.</param>
    /// <param name="receive">Gets each of them; it may be damaged or hostile.</param>
    public void ReadChunks(IReadOnlyList<PlacedChunk> wanted, ChunkReceiver receive);
}
