using System.Runtime.InteropServices;
using Perdure.Binaries;
using Perdure.Binaries.Abi;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Binaries;

public sealed class ElfReaderTests
{
    [Fact]
    public void The_vdso_in_memory_has_symbols_a_build_id_and_a_syscall_instruction()
    {
        var vdso = ProcMaps.Read(Pid.Self).Value.Single(map => map.Kind == MapKind.Vdso);
        var reader = new ElfReader(MemoryFrom(vdso.Start), ElfAddressing.Memory);

        var symbol = reader.FindSymbol("__vdso_clock_gettime");
        Assert.NotNull(symbol);
        Assert.True(vdso.Contains(new RemotePtr(reader.Relocate(symbol.Value.VirtualAddress, vdso.Start.Value))));
        Assert.Equal(20, reader.ReadBuildId()?.Length);
        var syscall = reader.FindInCode([0x0f, 0x05]);
        Assert.NotNull(syscall);
        Span<byte> code = stackalloc byte[2];
        MemoryFrom(vdso.Start)(reader.Relocate(syscall.Value, 0), code);
        Assert.Equal([0x0f, 0x05], code.ToArray());
    }

    [Fact]
    public void A_library_reads_the_same_from_its_file_and_from_memory()
    {
        var libc = ProcMaps.Read(Pid.Self).Value.First(map => map.Path.EndsWith("/libc.so.6", StringComparison.Ordinal) && map.Offset == 0);
        var file = new ElfReader(File.ReadAllBytes(libc.Path));
        var memory = new ElfReader(MemoryFrom(libc.Start), ElfAddressing.Memory);

        Assert.Equal(file.ReadBuildId(), memory.ReadBuildId());
        Assert.Equal(file.FindSymbol("malloc")!.Value.VirtualAddress, file.ReadSymbols().First(found => found.Name == "malloc").VirtualAddress);
        Assert.Equal(ElfType.ET_DYN, file.Header.Type);
        Assert.Contains(file.Segments, segment => segment.Type == ElfSegmentType.PT_LOAD && segment.Flags.HasFlag(ElfSegmentFlags.PF_X));
    }

    [Fact]
    public void A_file_without_notes_or_symbols_has_none()
    {
        var reader = new ElfReader(Bytes(HeaderOf(0)));

        Assert.Null(reader.ReadBuildId());
        Assert.Empty(reader.ReadSymbols());
        Assert.Null(reader.FindInCode([0x0f, 0x05]));
    }

    [Fact]
    public void What_is_no_elf_file_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => new ElfReader("#!/bin/sh\n"u8.ToArray()));
        Assert.Throws<InvalidDataException>(() => new ElfReader(Array.Empty<byte>()));
        Assert.Throws<InvalidDataException>(() => new ElfReader(Bytes(HeaderOf(0)).AsMemory(0, 63)));
        var header = Bytes(HeaderOf(0));
        header[ElfConstants.EI_CLASS] = 1;
        Assert.Throws<InvalidDataException>(() => new ElfReader(header));
    }

    [Fact]
    public void Program_headers_that_are_not_there_are_refused() =>
        Assert.Throws<InvalidDataException>(() => new ElfReader(Bytes(HeaderOf(1000))));

    [Fact]
    public void Too_many_program_headers_are_refused()
    {
        var header = HeaderOf(ElfConstants.PN_XNUM) with { SectionHeaderOffset = 64 };
        var section = new Elf64SectionHeader { Info = ElfLimits.Segments + 1 };

        Assert.Throws<InvalidDataException>(() => new ElfReader(Bytes(header).Concat(Bytes(section)).ToArray()));
    }

    [Fact]
    public void Notes_over_their_limit_are_refused()
    {
        var note = new Elf64ProgramHeader { Type = ElfSegmentType.PT_NOTE, FileSize = ElfLimits.NoteBytes + 1UL };

        Assert.Throws<InvalidDataException>(() => new ElfReader(Bytes(HeaderOf(1)).Concat(Bytes(note)).ToArray()).ReadNotes());
    }

    [Fact]
    public void Many_segments_over_the_same_notes_share_one_limit()
    {
        const int segments = 200;
        var block = new byte[1 << 20];
        var note = new Elf64ProgramHeader { Type = ElfSegmentType.PT_NOTE, Offset = 64 + (segments * 56), FileSize = (ulong)block.Length };
        var headers = Enumerable.Repeat(Bytes(note), segments).SelectMany(bytes => bytes);

        Assert.Throws<InvalidDataException>(() => new ElfReader(Bytes(HeaderOf(segments)).Concat(headers).Concat(block).ToArray()).ReadNotes());
    }

    internal static Elf64Header HeaderOf(int segments)
    {
        var header = new Elf64Header { ProgramHeaderOffset = 64, ProgramHeaderSize = 56, ProgramHeaderCount = (ushort)segments };
        Span<byte> ident = header.Ident;
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(ident);
        return header;
    }

    internal static byte[] Bytes<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();

    private static ElfRead MemoryFrom(RemotePtr start) => (position, into) => (int)ProcessMemory.Read(Pid.Self, start + position, into).Or(0);
}
