using Perdure.Binaries.Abi;

namespace Perdure.Binaries;

/// <summary>
/// Reads an ELF file of 64 bits and little-endian order, on disk or in memory. The file is taken as hostile: whatever is in it, the
/// answer is right or an <see cref="InvalidDataException"/>, and no length in it is believed beyond <see cref="ElfLimits"/>.
/// </summary>
public sealed class ElfReader
{
    private readonly ElfSource _source;
    private readonly ElfAddressing _addressing;
    private readonly ulong _lowestAddress;

    /// <summary>Reads a file that is in memory as a whole.</summary>
    public ElfReader(ReadOnlyMemory<byte> file)
        : this(ElfSource.Of(file), ElfAddressing.File)
    {
    }

    /// <summary>Reads from a source.</summary>
    public ElfReader(ElfRead read, ElfAddressing addressing)
        : this(new ElfSource(read), addressing)
    {
    }

    private ElfReader(ElfSource source, ElfAddressing addressing)
    {
        _source = source;
        _addressing = addressing;
        Header = source.Read<Elf64Header>(0);
        CheckHeader(Header);
        Segments = ReadSegments();
        _lowestAddress = LowestAddress(Segments);
    }

    /// <summary>The header.</summary>
    public Elf64Header Header { get; }

    /// <summary>The program headers, in the order of the file.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; }

    /// <summary>The notes of all segments of notes.</summary>
    public IReadOnlyList<ElfNote> ReadNotes()
    {
        var notes = new List<ElfNote>();
        // One budget for all segments: a small file may hold a thousand headers that all point to the same megabyte.
        var budget = ElfLimits.NoteBytes;
        foreach (var segment in Segments)
        {
            if (segment.Type != ElfSegmentType.PT_NOTE)
                continue;
            var block = _source.ReadBlock(PositionOf(segment), segment.FileSize, budget);
            budget -= block.Length;
            ElfNotes.Parse(block, notes);
        }
        return notes;
    }

    /// <summary>The build id; null when the file has none.</summary>
    public byte[]? ReadBuildId()
    {
        foreach (var note in ReadNotes())
            if (note is { Owner: "GNU", Type: ElfConstants.NT_GNU_BUILD_ID, Description.Length: > 0 and <= ElfLimits.BuildIdBytes })
                return note.Description.ToArray();
        return null;
    }

    /// <summary>The symbols that the file defines for the dynamic linker; empty when it has no dynamic segment.</summary>
    public IReadOnlyList<ElfSymbol> ReadSymbols()
    {
        foreach (var segment in Segments)
            if (segment.Type == ElfSegmentType.PT_DYNAMIC)
                return new ElfSymbolTable(_source, PositionOf(segment), segment.FileSize, PositionOf).Read();
        return [];
    }

    /// <summary>
    /// The variables and functions of a table of symbols that the file keeps for debuggers (.symtab), or else for the dynamic linker
    /// (.dynsym), in the order of the table; empty when the file has no section headers. Precondition: the source is a file.
    /// </summary>
    public IReadOnlyList<ElfSymbol> ReadSectionSymbols() => new ElfSectionSymbols(_source, Header).Read();

    /// <summary>A symbol by its name; null when there is none.</summary>
    public ElfSymbol? FindSymbol(string name)
    {
        foreach (var symbol in ReadSymbols())
            if (symbol.Name == name)
                return symbol;
        return null;
    }

    /// <summary>The first place in executable segments where the bytes stand, as an address before relocation; null when nowhere.</summary>
    public ulong? FindInCode(ReadOnlySpan<byte> pattern)
    {
        var budget = ElfLimits.SearchBytes;
        foreach (var segment in Segments)
        {
            if (segment.Type != ElfSegmentType.PT_LOAD || !segment.Flags.HasFlag(ElfSegmentFlags.PF_X))
                continue;
            var block = _source.ReadBlock(PositionOf(segment), segment.FileSize, budget);
            budget -= block.Length;
            var at = block.AsSpan().IndexOf(pattern);
            if (at >= 0)
                return segment.VirtualAddress + (ulong)at;
        }
        return null;
    }

    /// <summary>The address of the byte at an address before relocation, for an image that is mapped at <paramref name="mappedAt"/>.</summary>
    public ulong Relocate(ulong virtualAddress, ulong mappedAt) => virtualAddress - _lowestAddress + mappedAt;

    /// <summary>Reads bytes at an address before relocation.</summary>
    internal void ReadMemory(ulong virtualAddress, Span<byte> into) => _source.ReadExactly(PositionOf(virtualAddress), into);

    /// <summary>Reads a block at an address before relocation, of a length that the file itself names.</summary>
    internal byte[] ReadMemoryBlock(ulong virtualAddress, ulong length, int limit) => _source.ReadBlock(PositionOf(virtualAddress), length, limit);

    private static void CheckHeader(in Elf64Header header)
    {
        ReadOnlySpan<byte> ident = header.Ident;
        if (!ident.StartsWith("\u007fELF"u8))
            throw ElfSource.Bad("no magic number");
        if (ident[ElfConstants.EI_CLASS] != ElfConstants.ELFCLASS64 || ident[ElfConstants.EI_DATA] != ElfConstants.ELFDATA2LSB)
            throw ElfSource.Bad("not of 64 bits and little-endian");
        if (header.ProgramHeaderCount != 0 && header.ProgramHeaderSize != 56)
            throw ElfSource.Bad("program headers of an unknown size");
    }

    private static ulong LowestAddress(IReadOnlyList<ElfSegment> segments)
    {
        const ulong pageMask = 4095;
        foreach (var segment in segments)
            if (segment.Type == ElfSegmentType.PT_LOAD)
                return segment.VirtualAddress & ~pageMask;
        return 0;
    }

    private List<ElfSegment> ReadSegments()
    {
        var count = CountSegments();
        var segments = new List<ElfSegment>();
        for (uint index = 0; index < count; index++)
        {
            var header = _source.Read<Elf64ProgramHeader>(Header.ProgramHeaderOffset + (index * 56UL));
            segments.Add(new ElfSegment(header.Type, header.Flags, header.Offset, header.VirtualAddress, header.FileSize, header.MemorySize));
        }
        return segments;
    }

    /// <summary>More than 65,534 don't fit the header: then the first section header counts them.</summary>
    private uint CountSegments()
    {
        uint count = Header.ProgramHeaderCount;
        if (count == ElfConstants.PN_XNUM && Header.SectionHeaderOffset != 0)
            count = _source.Read<Elf64SectionHeader>(Header.SectionHeaderOffset).Info;
        return count <= ElfLimits.Segments ? count : throw ElfSource.Bad($"{count} program headers");
    }

    private ulong PositionOf(ElfSegment segment) => _addressing == ElfAddressing.File ? segment.Offset : segment.VirtualAddress - _lowestAddress;

    /// <summary>Where the byte at an address before relocation is in the source.</summary>
    private ulong PositionOf(ulong virtualAddress)
    {
        if (_addressing == ElfAddressing.Memory)
            return virtualAddress - _lowestAddress;
        foreach (var segment in Segments)
            if (segment.Type == ElfSegmentType.PT_LOAD && virtualAddress - segment.VirtualAddress < segment.FileSize)
                return virtualAddress - segment.VirtualAddress + segment.Offset;
        throw ElfSource.Bad("an address outside of all segments");
    }
}
