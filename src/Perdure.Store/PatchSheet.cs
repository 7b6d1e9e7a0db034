using Perdure.Store.Codecs;

namespace Perdure.Store;

/// <summary>
/// What the pages of a chunk of patches stand upon; kept in memory along a series of checkpoints, so that each image can name all chunks that it needs, and no others.
/// </summary>
/// <param name="bases">The chunks of the earlier pages.</param>
/// <param name="baseSheets">What those stand upon in turn; null for chunks of whole pages.</param>
/// <param name="pages">The pages. Their place in the base counts from the start of its whole chunk, not of its part.</param>
internal sealed class PatchSheet(ChunkHash[] bases, PatchSheet?[] baseSheets, PatchedPage[] pages)
{
    private readonly int[] _usedBy = new int[bases.Length];

    /// <summary>Has each chunk that a page stands upon noted, once for each image.</summary>
    /// <param name="page">The page, counted from the start of the whole chunk.</param>
    /// <param name="image">The number of the image: greater than those before it.</param>
    /// <param name="note">Is told the identities.</param>
    public void Visit(int page, int image, Action<ChunkHash> note)
    {
        for (var sheet = this; sheet is not null;)
            sheet = sheet.Step(ref page, image, note);
    }

    /// <summary>Forgets sheets of chunks that no image of the future can refer to: they would hold theirs in turn, back to the first.</summary>
    /// <param name="isUsed">Whether a chunk is in the table of the last image.</param>
    public void Forget(Func<ChunkHash, bool> isUsed)
    {
        for (var at = 0; at < bases.Length; at++)
        {
            if (!isUsed(bases[at]))
                baseSheets[at] = null;
        }
    }

    private PatchSheet? Step(ref int page, int image, Action<ChunkHash> note)
    {
        var (_, at, pageInBase) = pages[page];
        if (_usedBy[at] != image)
        {
            _usedBy[at] = image;
            note(bases[at]);
        }

        page = pageInBase;
        return baseSheets[at];
    }
}
