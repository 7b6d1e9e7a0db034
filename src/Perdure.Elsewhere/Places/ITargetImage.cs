using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Places;

/// <summary>A checkpoint that is being copied, where it goes to. Dispose without <see cref="Commit"/> leaves nothing that anybody sees.</summary>
public interface ITargetImage : IDisposable
{
    /// <summary>How many different chunks it has.</summary>
    public int ChunkCount { get; }

    /// <summary>What lacks there.</summary>
    public IReadOnlyList<PlacedChunk> Missing { get; }

    /// <summary>One of those, which is judged first.</summary>
    public void AddChunk(int index, ReadOnlySpan<byte> stored);

    /// <summary>Makes it visible. False if somebody else has brought it there meanwhile.</summary>
    public bool Commit();
}
