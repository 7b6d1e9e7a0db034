using System.Runtime.InteropServices;
using System.Text;
using Perdure.Binaries.Abi;

namespace Perdure.Binaries;

/// <summary>The symbols that a section of a file holds: .symtab, which has static variables too, else .dynsym.</summary>
internal sealed class ElfSectionSymbols(ElfSource source, in Elf64Header header)
{
    private const int SectionBytes = 64;
    private const int SymbolBytes = 24;
    private readonly Elf64Header _header = header;
    private long _nameBytes;

    public IReadOnlyList<ElfSymbol> Read()
    {
        if (_header.SectionHeaderOffset == 0)
            return [];
        if (_header.SectionHeaderSize != SectionBytes)
            throw ElfSource.Bad("section headers of an unknown size");
        var symbols = Read(ElfConstants.SHT_SYMTAB);
        return symbols.Count > 0 ? symbols : Read(ElfConstants.SHT_DYNSYM);
    }

    private List<ElfSymbol> Read(uint type)
    {
        var count = CountSections();
        for (uint index = 0; index < count; index++)
        {
            var section = Section(index);
            if (section.Type == type)
                return Read(section, Section(section.Link < count ? section.Link : throw ElfSource.Bad("a table of names that is not there")));
        }
        return [];
    }

    /// <summary>More than 65,279 don't fit the header: then the first section header counts them.</summary>
    private uint CountSections()
    {
        ulong count = _header.SectionHeaderCount;
        if (count == 0)
            count = Section(0).Size;
        return count <= ElfLimits.Sections ? (uint)count : throw ElfSource.Bad($"{count} sections");
    }

    private Elf64SectionHeader Section(uint index) => source.Read<Elf64SectionHeader>(_header.SectionHeaderOffset + (index * (ulong)SectionBytes));

    private List<ElfSymbol> Read(in Elf64SectionHeader table, in Elf64SectionHeader names)
    {
        var found = new List<ElfSymbol>();
        var symbols = source.ReadBlock(table.Offset, table.Size - (table.Size % SymbolBytes), ElfLimits.Symbols * SymbolBytes);
        var text = source.ReadBlock(names.Offset, names.Size, ElfLimits.AllNamesBytes);
        foreach (ref readonly var symbol in MemoryMarshal.Cast<byte, Elf64Symbol>(symbols))
        {
            if (HasPlace(symbol) && ReadName(text, symbol.Name) is { Length: > 0 } name)
                found.Add(new ElfSymbol(name, symbol.Value, symbol.Size, symbol.Type));
        }
        return found;
    }

    // Thread-local variables lie elsewhere in each thread; their values are no addresses.
    private static bool HasPlace(in Elf64Symbol symbol) =>
        symbol is { Type: ElfSymbolType.STT_OBJECT or ElfSymbolType.STT_FUNC or ElfSymbolType.STT_GNU_IFUNC, Size: > 0, SectionIndex: not ElfConstants.SHN_UNDEF and not ElfConstants.SHN_ABS };

    // Symbols may share a long name, so the names are counted as they are taken. One that is too long is as good as none.
    private string ReadName(ReadOnlySpan<byte> names, uint offset)
    {
        if (offset >= (uint)names.Length)
            throw ElfSource.Bad("a name outside of the table of names");
        var rest = names.Slice((int)offset, Math.Min(names.Length - (int)offset, ElfLimits.SymbolNameBytes));
        var length = Math.Max(0, rest.IndexOf((byte)0));
        _nameBytes += length;
        return _nameBytes <= ElfLimits.AllNamesBytes ? Encoding.UTF8.GetString(rest[..length]) : throw ElfSource.Bad("too many long names");
    }
}
