using Perdure.Binaries;
using Perdure.Binaries.Abi;
using Perdure.Binaries.Cores;
using Xunit;

namespace Perdure.Tests.Binaries;

public sealed class ElfCoreWriterTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        using var file = new MemoryStream();
        new ElfCoreWriter(file).Write(Sample([new CoreSegment(0x1000, 0x2000, ElfSegmentFlags.PF_R, 0x2000), new CoreSegment(0x10000, 1UL << 40, 0, 0)]), Pattern);

        var bytes = file.ToArray();
        var reader = new ElfReader(bytes);
        Assert.Equal(ElfType.ET_CORE, reader.Header.Type);
        Assert.Equal(
            [(ElfSegmentType.PT_NOTE, 0UL), (ElfSegmentType.PT_LOAD, 0x2000UL), (ElfSegmentType.PT_LOAD, 1UL << 40)],
            reader.Segments.Select(segment => (segment.Type, segment.MemorySize)));
        Assert.Equal(0x10, bytes[reader.Segments[1].Offset]);
        Assert.Equal(0x20, bytes[reader.Segments[1].Offset + 0x1000]);
        Assert.Equal(
            [ElfNoteType.NT_PRSTATUS, ElfNoteType.NT_PRPSINFO, ElfNoteType.NT_AUXV, ElfNoteType.NT_FILE, ElfNoteType.NT_SIGINFO, ElfNoteType.NT_FPREGSET, ElfNoteType.NT_X86_XSTATE, ElfNoteType.NT_PRSTATUS, ElfNoteType.NT_FPREGSET, ElfNoteType.NT_X86_XSTATE],
            reader.ReadNotes().Select(note => (ElfNoteType)note.Type));
    }

    [Fact]
    public void More_segments_than_the_header_can_count_are_counted_in_the_first_section()
    {
        using var file = new MemoryStream();
        var segments = Enumerable.Range(1, 70_000).Select(index => new CoreSegment((ulong)index * 0x2000, 0x1000, ElfSegmentFlags.PF_R, 0)).ToArray();
        new ElfCoreWriter(file).Write(Sample(segments), Pattern);

        var reader = new ElfReader(file.ToArray());
        Assert.Equal(ElfConstants.PN_XNUM, reader.Header.ProgramHeaderCount);
        Assert.Equal(70_001, reader.Segments.Count);
        Assert.Equal(70_000UL * 0x2000, reader.Segments[^1].VirtualAddress);
    }

    [Fact]
    public void Holes_are_zeros_also_at_the_end_and_in_a_pipe()
    {
        var process = Sample([new CoreSegment(0x1000, 0x300000, ElfSegmentFlags.PF_R, 0x300000)]);
        using var seekable = new MemoryStream();
        using var pipe = new MemoryStream();
        new ElfCoreWriter(seekable).Write(process, (_, _) => false);
        new ElfCoreWriter(new OneWayStream(pipe)).Write(process, (_, _) => false);

        Assert.Equal(seekable.ToArray(), pipe.ToArray());
        Assert.True(seekable.Length > 0x300000);
    }

    internal static CoreProcess Sample(IReadOnlyList<CoreSegment> segments) => new()
    {
        Pid = 10,
        Name = "a name that is longer than fits",
        AuxiliaryVector = new byte[32],
        Threads = [Thread(10) with { Signal = 11, SignalInfo = new byte[128] }, Thread(11)],
        Files = [new CoreFile(0x1000, 0x2000, 0x3000, "/bin/a file")],
        Segments = segments,
    };

    private static CoreThread Thread(int tid) => new() { Tid = tid, Registers = new byte[216], ExtendedState = new byte[832] };

    private static bool Pattern(ulong address, Span<byte> into)
    {
        for (var index = 0; index < into.Length; index++)
            into[index] = (byte)((address + (ulong)index) >> 8);
        return true;
    }
}
