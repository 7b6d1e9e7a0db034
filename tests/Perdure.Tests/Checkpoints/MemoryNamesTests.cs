using Perdure.Binaries.Abi;
using Perdure.Checkpoints.Identities;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Naming;
using Perdure.Kernel.Procfs;
using Perdure.Tests.Binaries;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Checkpoints;

/// <summary>What memory is called, by a library of which a file is made: a page of code, one of data, and .bss from 0x2000 to 0x3800, mapped at 0x10000.</summary>
public sealed class MemoryNamesTests : IDisposable
{
    private const ulong Base = 0x10000;
    private readonly string _path = Path.GetTempFileName();
    private readonly SymbolFiles _files = new();
    private readonly FileIdentity _library;

    public MemoryNamesTests()
    {
        var header = ElfReaderTests.HeaderOf(2) with { SectionHeaderOffset = 0x1800, SectionHeaderSize = 64, SectionHeaderCount = 3 };
        var code = new Elf64ProgramHeader { Type = ElfSegmentType.PT_LOAD, FileSize = 0x1000, MemorySize = 0x1000 };
        var data = new Elf64ProgramHeader { Type = ElfSegmentType.PT_LOAD, Offset = 0x1000, VirtualAddress = 0x1000, FileSize = 0x1000, MemorySize = 0x2800 };
        var table = new Elf64SectionHeader { Type = ElfConstants.SHT_SYMTAB, Offset = 0x1900, Size = 96, Link = 2 };
        var names = new Elf64SectionHeader { Offset = 0x1980, Size = 32 };
        var file = new byte[0x2000];
        Put(file, 0, [.. ElfReaderTests.Bytes(header), .. ElfReaderTests.Bytes(code), .. ElfReaderTests.Bytes(data)]);
        Put(file, 0x1840, [.. ElfReaderTests.Bytes(table), .. ElfReaderTests.Bytes(names)]);
        Put(file, 0x1900, [.. Symbol(1, 0x1ff0, 0x20), .. Symbol(8, 0x1ff0, 0x20), .. Symbol(16, 0x3000, 8), .. Symbol(16, ulong.MaxValue - 4, 8)]);
        Put(file, 0x1980, "\0__both\0_both\0\0\0last\0"u8.ToArray());
        File.WriteAllBytes(_path, file);
        _library = FileIdentities.Of(_path, new LinkTarget(_path, false));
    }

    [Fact]
    public void Anonymous_memory_where_the_file_has_bss_is_its_bss() =>
        Assert.Equal(
            [_path, _path, $"{_path} (.bss)", "anonymous", "[heap]"],
            NamesOf(Code, Data, Anonymous(0x2000, 0x4000), Anonymous(0x4000, 0x5000), Anonymous(0x5000, 0x6000) with { Name = "[heap]" }));

    [Fact]
    public void Memory_that_the_kernel_joined_with_it_is_named_too() => Assert.Equal($"{_path} (.bss), anonymous", NamesOf(Code, Data, Anonymous(0x2000, 0x9000))[2]);

    [Fact]
    public void Memory_behind_a_file_that_has_none_there_is_anonymous()
    {
        Assert.Equal("anonymous", NamesOf(Code, Anonymous(0x1000, 0x2000))[1]);
        Assert.Equal("anonymous", NamesOf(Data with { Start = Base, Offset = 0 }, Anonymous(0x2000, 0x3000) with { Start = Base + 0x3000, End = Base + 0x4000 })[1]);
    }

    [Fact]
    public void Symbols_are_found_where_the_loader_puts_them()
    {
        var names = new MemoryNames([Code, Data, Anonymous(0x2000, 0x4000)], _files);
        Assert.Equal(new SymbolPlace("_both", Base + 0x1ff0, 0x20), names.SymbolAt(Base + 0x1fff));
        Assert.Equal("_both", names.SymbolAt(Base + 0x200f)?.Name);
        Assert.Null(names.SymbolAt(Base + 0x2010));
        Assert.Equal("last", names.SymbolAt(Base + 0x3007)?.Name);
        Assert.Null(names.SymbolAt(Base + 0x5000));
        Assert.Equal(["last"], names.SymbolsWithin(Base + 0x2800, Base + 0x4000).Select(symbol => symbol.Name));
    }

    [Fact]
    public void A_library_that_is_only_read_or_has_changed_has_no_symbols()
    {
        var read = new MemoryNames([Code, Data with { Start = Base + 0x4000, End = Base + 0x5000 }], _files);
        Assert.Null(read.SymbolAt(Base + 0x4ff8));
        using var files = new SymbolFiles();
        var changed = _library with { ModifiedNanoseconds = 1 };
        var names = new MemoryNames([Code with { File = changed }, Data with { File = changed }, Anonymous(0x2000, 0x4000)], files);
        Assert.Null(names.SymbolAt(Base + 0x1ff8));
        Assert.Equal("anonymous", names.Of(2));
    }

    public void Dispose()
    {
        _files.Dispose();
        File.Delete(_path);
    }

    private MappingImage Code => new(Base, Base + 0x1000, 5, false, MappingKind.File, 0, _path, _library, false, 0, MappingFlags.None, "");

    private MappingImage Data => Code with { Start = Base + 0x1000, End = Base + 0x2000, Offset = 0x1000, Protection = 3 };

    private static MappingImage Anonymous(ulong start, ulong end) => new(Base + start, Base + end, 3, false, MappingKind.Anonymous, 0, "", null, false, 0, MappingFlags.None, "");

    private static byte[] Symbol(uint name, ulong value, ulong size) =>
        ElfReaderTests.Bytes(new Elf64Symbol { Name = name, Info = (byte)ElfSymbolType.STT_OBJECT, SectionIndex = 1, Value = value, Size = size });

    private static void Put(byte[] file, int at, byte[] bytes) => bytes.CopyTo(file, at);

    private string[] NamesOf(params MappingImage[] mappings)
    {
        var names = new MemoryNames(mappings, _files);
        return [.. Enumerable.Range(0, mappings.Length).Select(names.Of)];
    }
}
