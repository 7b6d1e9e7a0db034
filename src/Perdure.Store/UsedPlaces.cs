using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>
/// Which places of some packs images use. Each image is read once, however many packs are asked about: its file never changes, only another takes its place.
/// </summary>
/// <param name="layout">The store.</param>
/// <param name="packs">The packs.</param>
internal sealed class UsedPlaces(StoreLayout layout, IReadOnlySet<string> packs)
{
    private readonly Dictionary<string, ILookup<string, ChunkRecord>> _images = [];

    /// <summary>The places of a pack that these images use, with their lengths; null if one of the images can't be read.</summary>
    public SortedDictionary<long, int>? TryFind(IReadOnlyList<string> images, string pack)
    {
        var used = new SortedDictionary<long, int>();
        try
        {
            foreach (var image in images)
            {
                foreach (var record in Of(image)[pack])
                    used[record.Offset] = Math.Max(record.StoredLength, used.GetValueOrDefault(record.Offset));
            }

            return used;
        }
        catch (PerdureException)
        {
            // One that can't be read might be mended one day: nothing of its packs is given up.
            return null;
        }
    }

    private ILookup<string, ChunkRecord> Of(string image)
    {
        if (_images.TryGetValue(image, out var known))
            return known;
        using var file = ImageFile.Open(layout.Image(image));
        var table = file.ReadChunkTable();
        return _images[image] = table.Records.Where(record => packs.Contains(table.Packs[record.Pack])).ToLookup(record => table.Packs[record.Pack]);
    }
}
