using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Perdure.Kernel.Calls;
using Perdure.Store.Bytes;
using Perdure.Store.Codecs;

namespace Perdure.Store;

/// <summary>
/// A chunk of patches as it lies in a pack: the raw length, then a zstd frame of numbers of pages and bases, identities of the bases, and column by column the pages; then their blocks.
/// </summary>
internal sealed class PatchForm
{
    private const int ZstdLevel = 1;
    private readonly ChunkHash[] _bases;
    private readonly PatchedPage[] _pages;
    private readonly int[] _blocksAt;
    private readonly byte[] _raw;

    private PatchForm(ChunkHash[] bases, PatchedPage[] pages, int[] blocksAt, byte[] raw)
    {
        _bases = bases;
        _pages = pages;
        _blocksAt = blocksAt;
        _raw = raw;
    }

    /// <summary>How many pages there are.</summary>
    public int Count => _pages.Length;

    /// <summary>The chunks that they stand upon.</summary>
    public IReadOnlyList<ChunkHash> Bases => _bases;

    /// <summary>Where a page lay before.</summary>
    public (ChunkHash Base, int PageInBase) Before(int page) => (_bases[_pages[page].Base], _pages[page].PageInBase);

    /// <summary>Turns the earlier content of a page into that of this chunk.</summary>
    public void Apply(int page, Span<byte> content)
    {
        var from = _blocksAt[page];
        for (var blocks = _pages[page].Changed; blocks != 0; blocks &= blocks - 1, from += PatchLimits.BlockBytes)
            _raw.AsSpan(from, PatchLimits.BlockBytes).CopyTo(content[(BitOperations.TrailingZeroCount(blocks) * PatchLimits.BlockBytes)..]);
    }

    /// <summary>The bytes to store; valid until the next call with the same room.</summary>
    /// <param name="bases">Identities of the bases.</param>
    /// <param name="pages">The pages.</param>
    /// <param name="blocks">Their changed blocks, one behind the other.</param>
    /// <param name="zstd">The compressor.</param>
    /// <param name="room">Room for the raw and the stored form, twice a chunk.</param>
    public static ReadOnlySpan<byte> Encode(ReadOnlySpan<ChunkHash> bases, IReadOnlyList<PatchedPage> pages, ReadOnlySpan<byte> blocks, CompressionZstd zstd, byte[] room)
    {
        var length = WriteRaw(bases, pages, blocks, room);
        var stored = room.AsSpan(ImageLimits.ChunkBytes);
        BinaryPrimitives.WriteInt32LittleEndian(stored, length);
        var packed = zstd.Compress(room.AsSpan(0, length), stored.Slice(sizeof(int), Math.Min(length - 1, stored.Length - sizeof(int))), ZstdLevel);
        if (packed > 0)
            return stored[..(sizeof(int) + packed)];
        room.AsSpan(0, length).CopyTo(stored[sizeof(int)..]);
        return stored[..(sizeof(int) + length)];
    }

    /// <summary>Reads one from possibly hostile bytes.</summary>
    /// <param name="stored">The bytes.</param>
    /// <param name="pages">How many pages it is to have.</param>
    /// <param name="zstd">The decompressor.</param>
    /// <param name="what">What it is, for messages.</param>
    public static PatchForm Decode(ReadOnlySpan<byte> stored, int pages, CompressionZstd zstd, string what)
    {
        var outer = new ByteCursor(stored, what);
        var raw = GC.AllocateUninitializedArray<byte>(outer.Count(ImageLimits.ChunkBytes, "the length of its patches"));
        var rest = outer.Take(outer.Remaining);
        if (rest.Length == raw.Length)
            rest.CopyTo(raw);
        else if (zstd.Decompress(rest, raw) != raw.Length)
            throw outer.Damaged($"its patches do not decompress to {raw.Length} bytes");
        return Parse(raw, pages, what);
    }

    private static int WriteRaw(ReadOnlySpan<ChunkHash> bases, IReadOnlyList<PatchedPage> pages, ReadOnlySpan<byte> blocks, byte[] room)
    {
        var into = new SpanBuilder(room);
        into.U32((uint)pages.Count);
        into.U32((uint)bases.Length);
        foreach (var hash in bases)
            into.Raw(hash.ToBytes());
        foreach (var page in pages)
            into.U32(page.Changed);
        foreach (var page in pages)
            into.U16(page.Base);
        foreach (var page in pages)
            into.U16(page.PageInBase);
        into.Raw(blocks);
        return into.Length;
    }

    private static PatchForm Parse(byte[] raw, int expected, string what)
    {
        var cursor = new ByteCursor(raw, what);
        var count = cursor.Count(PatchLimits.Pages, "the number of patched pages");
        if (count != expected)
            throw cursor.Damaged($"it has {count} patched pages and should have {expected}");
        var bases = new ChunkHash[cursor.Records(ImageLimits.ChunkBytes / ChunkHash.Bytes, ChunkHash.Bytes, "the number of bases")];
        for (var at = 0; at < bases.Length; at++)
            bases[at] = ChunkHash.From(cursor.Take(ChunkHash.Bytes));
        var changed = MemoryMarshal.Cast<byte, uint>(cursor.Take(count * sizeof(uint)));
        var baseOf = MemoryMarshal.Cast<byte, ushort>(cursor.Take(count * sizeof(ushort)));
        var pageInBase = MemoryMarshal.Cast<byte, ushort>(cursor.Take(count * sizeof(ushort)));
        var pages = new PatchedPage[count];
        var blocksAt = new int[count];
        var end = raw.Length - cursor.Remaining;
        for (var at = 0; at < count; at++)
        {
            pages[at] = new PatchedPage(changed[at], baseOf[at], pageInBase[at]);
            blocksAt[at] = end;
            end += BitOperations.PopCount(changed[at]) * PatchLimits.BlockBytes;
            if (baseOf[at] >= bases.Length || pageInBase[at] >= PatchLimits.Pages)
                throw cursor.Damaged("a patched page has no base");
        }

        return end == raw.Length ? new PatchForm(bases, pages, blocksAt, raw) : throw cursor.Damaged("its patches have not as many blocks as they should");
    }
}
