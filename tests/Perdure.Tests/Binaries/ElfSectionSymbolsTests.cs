using Perdure.Binaries;
using Perdure.Binaries.Abi;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Binaries;

/// <summary>Symbols by section headers: static variables too, and no lie about a length is believed.</summary>
public sealed class ElfSectionSymbolsTests
{
    private const string Names = "\0counter\0main\0local\0";

    [Fact]
    public void Variables_and_functions_with_a_place_are_there_and_nothing_else()
    {
        var found = new ElfReader(FileOf(
            Symbol(1, ElfSymbolType.STT_OBJECT, 0x4000, 4),
            Symbol(9, ElfSymbolType.STT_FUNC, 0x1000, 20),
            Symbol(14, ElfSymbolType.STT_TLS, 0x10, 4),
            Symbol(14, ElfSymbolType.STT_OBJECT, 0x5000, 0),
            Symbol(14, ElfSymbolType.STT_OBJECT, 0x5000, 8) with { SectionIndex = ElfConstants.SHN_UNDEF },
            Symbol(14, ElfSymbolType.STT_OBJECT, 0x5000, 8) with { SectionIndex = ElfConstants.SHN_ABS },
            Symbol(0, ElfSymbolType.STT_OBJECT, 0x5000, 8))).ReadSectionSymbols();
        Assert.Equal([new ElfSymbol("counter", 0x4000, 4, ElfSymbolType.STT_OBJECT), new ElfSymbol("main", 0x1000, 20, ElfSymbolType.STT_FUNC)], found);
    }

    [Fact]
    public void A_stripped_library_has_those_of_the_dynamic_linker()
    {
        var libc = File.ReadAllLines("/proc/self/maps").First(line => line.EndsWith("/libc.so.6", StringComparison.Ordinal)).Split(' ')[^1];
        Assert.Contains(new ElfReader(File.ReadAllBytes(libc)).ReadSectionSymbols(), symbol => symbol is { Name: "environ" or "__environ", Type: ElfSymbolType.STT_OBJECT, Size: 8 });
    }

    [Fact]
    public void A_file_without_section_headers_has_none() =>
        Assert.Empty(new ElfReader(ElfReaderTests.Bytes(ElfReaderTests.HeaderOf(0))).ReadSectionSymbols());

    [Fact]
    public void Lies_about_lengths_are_refused()
    {
        Refused(FileOf([Symbol(1000, ElfSymbolType.STT_OBJECT, 0x4000, 4)]));
        Refused(FileOf(table => table with { Size = (ElfLimits.Symbols + 1) * 24UL }));
        Refused(FileOf(table => table with { Size = 24_000 }));
        Refused(FileOf(table => table with { Offset = ulong.MaxValue - 10, Size = 24 }));
        Refused(FileOf(table => table with { Link = 3 }));
        var bytes = FileOf();
        bytes[0x3a] = 63; // e_shentsize
        Refused(bytes);
    }

    [Fact]
    public void Too_many_sections_are_refused()
    {
        var header = ElfReaderTests.HeaderOf(0) with { SectionHeaderOffset = 64, SectionHeaderSize = 64 };
        var section = new Elf64SectionHeader { Size = ElfLimits.Sections + 1 };
        Refused([.. ElfReaderTests.Bytes(header), .. ElfReaderTests.Bytes(section)]);
    }

    private static void Refused(byte[] file) => Assert.Throws<InvalidDataException>(() => new ElfReader(file).ReadSectionSymbols());

    private static Elf64Symbol Symbol(uint name, ElfSymbolType type, ulong value, ulong size) =>
        new() { Name = name, Info = (byte)(0x10 | (int)type), SectionIndex = 1, Value = value, Size = size };

    private static byte[] FileOf(params Elf64Symbol[] symbols) => FileOf(table => table, symbols);

    /// <summary>A header, three section headers (none, symbols, names), the symbols, the names.</summary>
    private static byte[] FileOf(Func<Elf64SectionHeader, Elf64SectionHeader> change, params Elf64Symbol[] symbols)
    {
        const int content = 64 * 4;
        var header = ElfReaderTests.HeaderOf(0) with { SectionHeaderOffset = 64, SectionHeaderSize = 64, SectionHeaderCount = 3 };
        var table = new Elf64SectionHeader { Type = ElfConstants.SHT_SYMTAB, Offset = content, Size = (ulong)(symbols.Length * 24), Link = 2 };
        var names = new Elf64SectionHeader { Type = 3, Offset = content + table.Size, Size = (ulong)Names.Length };
        return
        [
            .. ElfReaderTests.Bytes(header), .. ElfReaderTests.Bytes(default(Elf64SectionHeader)), .. ElfReaderTests.Bytes(change(table)), .. ElfReaderTests.Bytes(names),
            .. symbols.SelectMany(symbol => ElfReaderTests.Bytes(symbol)), .. System.Text.Encoding.ASCII.GetBytes(Names),
        ];
    }
}
