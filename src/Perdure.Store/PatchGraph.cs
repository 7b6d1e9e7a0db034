using Perdure.Store.Codecs;

namespace Perdure.Store;

/// <summary>The sheets of all chunks of patches that the last image of a series uses.</summary>
public sealed class PatchGraph
{
    private Dictionary<ChunkHash, PatchSheet> _sheets = [];

    /// <summary>How many images were written along it.</summary>
    internal int Images { get; private set; }

    internal PatchSheet? Find(ChunkHash chunk) => _sheets.GetValueOrDefault(chunk);

    /// <summary>An image is written, and uses these.</summary>
    internal void Become(Dictionary<ChunkHash, PatchSheet> sheets)
    {
        _sheets = sheets;
        Images++;
    }
}
