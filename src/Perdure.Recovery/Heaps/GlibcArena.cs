using System.Buffers.Binary;

namespace Perdure.Recovery.Heaps;

/// <summary>
/// The state of glibc's main heap (struct malloc_state, since 2.26), found without symbols: in the library's data lies an array of 127 empty or well-linked lists whose heads point at themselves. What
/// is damaged there is cut off: a list that is not linked as it should be becomes empty, and its blocks are lost.
/// </summary>
/// <param name="memory">Reads memory.</param>
/// <param name="write">Writes memory.</param>
internal sealed class GlibcArena(Binaries.MemoryRead memory, Action<ulong, byte[]> write)
{
    private const int FlagsOffset = 8;
    private const int FastBins = 16;
    private const int FastBinCount = 10;
    private const int Top = 96;
    private const int LastRemainder = 104;
    private const int Bins = 112;
    private const int BinCount = 127;
    private const int BinMap = Bins + (2 * BinCount * 8);
    private const int Next = BinMap + 16;
    private const int StateBytes = 2200;
    private const int MostArenas = 4096;
    private const ulong ThreadHeapBytes = 64 << 20;
    private const int LeastEmptyBins = 64;
    private const int MostChunksPerBin = 100_000;
    private const ulong SizeMask = ~7UL;
    private const ulong LargestChunk = 1UL << 40;
    private const ulong SmallestChunk = 32;

    /// <summary>Where the state is, in a range of the library's data; null if it isn't found.</summary>
    public ulong? Find(ulong start, ulong end)
    {
        var bytes = new byte[end - start];
        if (bytes.Length < StateBytes || !memory(start, bytes))
            return null;
        for (var at = 0; at + StateBytes <= bytes.Length; at += 8)
            if (EmptyBins(bytes.AsSpan(at, StateBytes), start + (ulong)at) >= LeastEmptyBins && IsInRing(start + (ulong)at))
                return start + (ulong)at;
        return null;
    }

    /// <summary>The lists look the same from one head further on; but the states of all heaps form a ring.</summary>
    private bool IsInRing(ulong state)
    {
        var next = ReadWord(state + Next);
        for (var count = 0; next is { } at && at != state && count < MostArenas; count++)
            next = ReadWord(at + Next);
        return next == state;
    }

    /// <summary>Whether the lock of a heap is taken: a number that is the first of its state.</summary>
    public bool IsLocked(ulong arena) => ReadWord(arena) is { } first && (uint)first is 1 or 2;

    /// <summary>The states of all heaps: the main one, and those that threads have.</summary>
    public IEnumerable<ulong> All(ulong main)
    {
        var arena = main;
        for (var count = 0; count < MostArenas; count++)
        {
            yield return arena;
            if (ReadWord(arena + Next) is not { } next || next == main)
                yield break;
            arena = next;
        }
    }

    /// <summary>Where the heap of a thread lies: it begins on a multiple of 64 MiB, with its size, and its state follows. Null if it has more than one piece: its blocks may be in any.</summary>
    public (ulong Start, ulong End)? RangeOf(ulong arena)
    {
        var start = arena & ~(ThreadHeapBytes - 1);
        return ReadWord(start + 16) is { } size && size <= ThreadHeapBytes && ReadWord(arena + Top) is { } top && (top & ~(ThreadHeapBytes - 1)) == start ? (start, start + size) : null;
    }

    /// <summary>Cuts off what is damaged; answers what that was, in a few words each.</summary>
    /// <param name="arena">The state.</param>
    /// <param name="heapStart">Where its blocks begin.</param>
    /// <param name="heapEnd">Where they end.</param>
    /// <param name="isMain">Whether it is the main one, which gets its memory anew if the rest of it is damaged; those of threads can't.</param>
    public IReadOnlyList<string> Repair(ulong arena, ulong heapStart, ulong heapEnd, bool isMain)
    {
        var state = new byte[StateBytes];
        if (!memory(arena, state))
            return [];
        var mended = new List<string>();
        MendFastBins(state, heapStart, heapEnd, mended);
        MendBins(state, arena, heapStart, heapEnd, mended);
        MendTop(state, arena, heapStart, heapEnd, isMain, mended);
        if (mended.Count > 0)
            write(arena + FlagsOffset, state[FlagsOffset..]);
        return mended;
    }

    private static ulong Word(ReadOnlySpan<byte> state, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(state[offset..]);

    private static void Set(Span<byte> state, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(state[offset..], value);

    // A bin's head is taken for a chunk whose links are the two words of the array: it begins 16 bytes before them.
    private static ulong HeadOf(ulong arena, int bin) => arena + Bins + (ulong)(bin * 16) - 16;

    private static int EmptyBins(ReadOnlySpan<byte> state, ulong arena)
    {
        var empty = 0;
        for (var bin = 0; bin < BinCount; bin++)
        {
            var head = HeadOf(arena, bin);
            if (Word(state, Bins + (bin * 16)) == head && Word(state, Bins + (bin * 16) + 8) == head)
                empty++;
            else if (bin == 8 && empty == 0)
                return 0;
        }

        return empty;
    }

    private void MendFastBins(Span<byte> state, ulong heapStart, ulong heapEnd, List<string> mended)
    {
        for (var bin = 0; bin < FastBinCount; bin++)
        {
            var offset = FastBins + (bin * 8);
            var chunk = Word(state, offset);
            for (var count = 0; chunk != 0; count++)
            {
                if (count == MostChunksPerBin || !IsChunk(chunk, heapStart, heapEnd, out var size) || size != (ulong)(bin + 2) * 16 || ReadWord(chunk + 16) is not { } link)
                {
                    Set(state, offset, 0);
                    mended.Add($"the list of free blocks of {(bin + 2) * 16} bytes");
                    break;
                }

                // Links are mangled by their own address (safe linking, glibc 2.32); one that points out of the heap either way is damaged.
                var plain = link ^ ((chunk + 16) >> 12);
                chunk = plain == 0 || link == 0 ? 0 : plain >= heapStart && plain < heapEnd ? plain : link;
            }
        }
    }

    private void MendBins(Span<byte> state, ulong arena, ulong heapStart, ulong heapEnd, List<string> mended)
    {
        for (var bin = 0; bin < BinCount; bin++)
        {
            if (IsSound(arena, bin, heapStart, heapEnd))
                continue;
            var head = HeadOf(arena, bin);
            Set(state, Bins + (bin * 16), head);
            Set(state, Bins + (bin * 16) + 8, head);
            mended.Add(bin == 0 ? "the list of unsorted free blocks" : $"list {bin + 1} of free blocks");
            if (Word(state, LastRemainder) != 0)
                Set(state, LastRemainder, 0);
        }
    }

    private bool IsSound(ulong arena, int bin, ulong heapStart, ulong heapEnd)
    {
        var head = HeadOf(arena, bin);
        var before = head;
        if (ReadWord(head + 16) is not { } chunk || ReadWord(head + 24) is not { } last)
            return false;
        for (var count = 0; chunk != head; count++)
        {
            if (count == MostChunksPerBin || !IsChunk(chunk, heapStart, heapEnd, out var size) || ReadWord(chunk + 24) != before || !IsFree(chunk, size))
                return false;
            before = chunk;
            if (ReadWord(chunk + 16) is not { } next)
                return false;
            chunk = next;
        }

        return last == before;
    }

    /// <summary>The block behind a free one says so, and how long that is.</summary>
    private bool IsFree(ulong chunk, ulong size) => ReadWord(chunk + size) == size && ReadWord(chunk + size + 8) is { } next && (next & 1) == 0;

    /// <summary>The rest of the heap ends where the heap does, on a page. So its size, if it was overwritten, is known.</summary>
    private void MendTop(Span<byte> state, ulong arena, ulong heapStart, ulong heapEnd, bool isMain, List<string> mended)
    {
        const ulong previousInUse = 1;
        var top = Word(state, Top);
        var isInHeap = top >= heapStart && top < heapEnd && top % 16 == 0;
        if (top == HeadOf(arena, 0) || (isInHeap && ReadWord(top + 8) is { } size && top + (size & SizeMask) <= heapEnd && (top + (size & SizeMask)) % 4096 == 0))
            return;
        if (isInHeap)
        {
            write(top + 8, BitConverter.GetBytes((heapEnd - top) | previousInUse));
            mended.Add("the size of its rest");
        }
        else if (isMain)
        {
            // As in the beginning: the next allocation asks the kernel for memory. The heap of a thread can't begin anew.
            Set(state, Top, HeadOf(arena, 0));
            mended.Add("the rest of the heap");
        }
    }

    private bool IsChunk(ulong chunk, ulong heapStart, ulong heapEnd, out ulong size)
    {
        size = 0;
        if (chunk % 16 != 0 || chunk < heapStart || chunk + SmallestChunk > heapEnd || ReadWord(chunk + 8) is not { } field)
            return false;
        size = field & SizeMask;
        return size >= SmallestChunk && size < LargestChunk && size % 16 == 0 && chunk + size <= heapEnd;
    }

    private ulong? ReadWord(ulong address)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        return memory(address, word) ? BinaryPrimitives.ReadUInt64LittleEndian(word) : null;
    }
}
