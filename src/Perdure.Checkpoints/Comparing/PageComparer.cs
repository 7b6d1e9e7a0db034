using Perdure.Checkpoints.Exports;
using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Comparing;

/// <summary>Compares single pages of a process: by where the images hold them if that decides it, else by their bytes. One thread at a time.</summary>
internal sealed class PageComparer(ComparedMemory before, ComparedMemory after)
{
    private const int PageBytes = 4096;
    private readonly byte[] _old = new byte[PageBytes];
    private readonly byte[] _now = new byte[PageBytes];

    /// <summary>Compares a page.</summary>
    /// <param name="old">The mapping that it was in; null if the same did not lie there: then it is compared with what it began as.</param>
    /// <param name="now">The mapping that it is in.</param>
    /// <param name="address">Its address.</param>
    /// <param name="tally">Learns what differs.</param>
    public void Compare(MappingImage? old, MappingImage now, ulong address, ChangeTally tally)
    {
        var place = after.Content.PlaceOf(now, address);
        var oldPlace = old is null ? null : before.Content.PlaceOf(old, address);
        if (IsKnownSame(oldPlace, place))
            return;
        if (IsUnknown(before.Content, old, oldPlace) || IsUnknown(after.Content, old is null ? now : null, null) || IsUnknown(after.Content, now, place))
        {
            tally.AddUnknown();
            return;
        }

        if (!(old is null ? ReadBeginning(now, address) : before.Content.Read(old, address, _old)))
            _old.AsSpan().Clear();
        if (!after.Content.Read(now, address, _now))
            _now.AsSpan().Clear();
        tally.Add(address, _old, _now);
    }

    private bool IsKnownSame(PagePlace? oldPlace, PagePlace? place)
    {
        if (oldPlace is not { } left || place is not { } right)
            return oldPlace is null && place is null;
        return left.PageInChunk == right.PageInChunk && before.Image.IsKnownSame(left.Chunk, after.Image, right.Chunk);
    }

    // A private mapping begins as what lies beneath it, all else as zeros.
    private bool ReadBeginning(MappingImage now, ulong address) => !now.Shared && after.Content.ReadBeneath(now, address, _old);

    private static bool IsUnknown(ProcessContent content, MappingImage? mapping, PagePlace? place) =>
        place is null && mapping is { Kind: MappingKind.File } && !content.IsWhole(mapping);
}
