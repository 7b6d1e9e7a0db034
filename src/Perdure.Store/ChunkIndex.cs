namespace Perdure.Store;

/// <summary>A chunk of an image, by its place in that image's own chunk table.</summary>
/// <param name="Value">The index.</param>
public readonly record struct ChunkIndex(int Value)
{
    // Above every index that a table can have.
    private const int EarlierMark = 1 << 30;

    /// <summary>Whether it is a chunk of the image that a writer goes on from (<see cref="ImageWriter.GoOnFrom"/>), in that image's own table.</summary>
    public bool IsEarlier => (Value & EarlierMark) != 0;

    internal ChunkIndex AsEarlier => new(Value | EarlierMark);

    internal ChunkIndex InEarlier => new(Value & ~EarlierMark);
}
