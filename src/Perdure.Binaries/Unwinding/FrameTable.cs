using System.Buffers.Binary;
using Perdure.Binaries.Abi;

namespace Perdure.Binaries.Unwinding;

/// <summary>
/// The tables that say for each instruction of a program or library how its caller's registers are found again (.eh_frame, found by the sorted table of .eh_frame_hdr, as exceptions find it).
/// Addresses are before relocation. What it says is taken as hostile: an answer, or an <see cref="InvalidDataException"/>.
/// </summary>
public sealed class FrameTable
{
    private const int RowBytes = 8;
    private const byte SortedTableEncoding = 0x3b; // data-relative, four bytes, signed
    private readonly ElfReader _elf;
    private readonly ulong _header;
    private readonly byte[] _rows;
    private readonly Dictionary<ulong, CommonEntry> _commons = [];
    private readonly Dictionary<ulong, (FrameEntry Entry, UnwindRow Row)?> _found = [];

    private FrameTable(ElfReader elf, ulong header, byte[] rows)
    {
        _elf = elf;
        _header = header;
        _rows = rows;
    }

    /// <summary>How many functions the table has.</summary>
    public int Count => _rows.Length / RowBytes;

    /// <summary>Reads the table; null when the file has none, or none that is sorted.</summary>
    public static FrameTable? Read(ElfReader elf)
    {
        foreach (var segment in elf.Segments)
        {
            if (segment.Type != ElfSegmentType.PT_GNU_EH_FRAME)
                continue;
            var header = segment.VirtualAddress;
            Span<byte> head = stackalloc byte[4];
            elf.ReadMemory(header, head);
            if (head[0] != 1 || head[3] != SortedTableEncoding)
                return null;
            var all = elf.ReadMemoryBlock(header, segment.FileSize, (UnwindLimits.Functions * RowBytes) + 64);
            var cursor = new ByteCursor(all.AsSpan(4));
            new PointerEncoding(head[1]).Read(ref cursor, header + 4, header);
            var count = new PointerEncoding(head[2]).ReadFormat(ref cursor);
            return count <= UnwindLimits.Functions ? new FrameTable(elf, header, cursor.Take((int)count * RowBytes).ToArray()) : throw ElfSource.Bad($"{count} functions");
        }

        return null;
    }

    /// <summary>The bounds of the function that an instruction belongs to; null when no entry covers it.</summary>
    public (ulong Start, ulong End)? FindFunction(ulong address) => Find(address) is { } entry ? (entry.Start, entry.End) : null;

    /// <summary>The registers that the function of an instruction keeps on its stack, and where, from the canonical frame address; empty when no entry covers it.</summary>
    internal IReadOnlyDictionary<DwarfRegister, long> SavedAt(ulong address) => Find(address) is { } entry ? RowProgram.SavedBy(entry) : new Dictionary<DwarfRegister, long>();

    /// <summary>Whether the stack ends with the function of an instruction: nobody called it.</summary>
    internal bool IsOutermost(ulong address) => RowAt(address) is { } found && found.Row[found.Entry.Common.ReturnAddress].Kind == RuleKind.Undefined;

    /// <summary>The first instruction of each function, in their order.</summary>
    public IEnumerable<ulong> FunctionStarts()
    {
        for (var index = 0; index < Count; index++)
            yield return StartOf(index);
    }

    /// <summary>The entry and the row that hold at an instruction.</summary>
    internal (FrameEntry Entry, UnwindRow Row)? RowAt(ulong address)
    {
        if (_found.TryGetValue(address, out var found))
            return found;
        found = Find(address) is { } entry ? (entry, RowProgram.RowAt(entry, address)) : null;
        _found[address] = found;
        return found;
    }

    private FrameEntry? Find(ulong address)
    {
        var low = 0;
        var high = Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (StartOf(middle) <= address)
                low = middle + 1;
            else
                high = middle;
        }

        if (low == 0)
            return null;
        var entry = Parse(_header + Distance(((low - 1) * RowBytes) + 4));
        return address >= entry.Start && address < entry.End ? entry : null;
    }

    private ulong StartOf(int index) => _header + Distance(index * RowBytes);

    private ulong Distance(int offset) => (ulong)BinaryPrimitives.ReadInt32LittleEndian(_rows.AsSpan(offset));

    private FrameEntry Parse(ulong at)
    {
        var body = ReadEntry(at);
        var distance = BinaryPrimitives.ReadUInt32LittleEndian(body);
        if (distance == 0)
            throw ElfSource.Bad("a function's entry that is none");
        return FrameEntry.Parse(CommonAt(at + 4 - distance), body.AsSpan(4), at + 8, _header);
    }

    private CommonEntry CommonAt(ulong at)
    {
        if (_commons.TryGetValue(at, out var known))
            return known;
        var body = ReadEntry(at);
        if (BinaryPrimitives.ReadUInt32LittleEndian(body) != 0)
            throw ElfSource.Bad("a common entry that is none");
        return _commons[at] = CommonEntry.Parse(body.AsSpan(4));
    }

    /// <summary>An entry without its length; it has four bytes at least.</summary>
    private byte[] ReadEntry(ulong at)
    {
        Span<byte> head = stackalloc byte[4];
        _elf.ReadMemory(at, head);
        var length = CommonEntry.LengthOf(head);
        return length >= 4 ? _elf.ReadMemoryBlock(at + 4, (ulong)length, UnwindLimits.EntryBytes) : throw ElfSource.Bad("an empty entry of frames");
    }
}
