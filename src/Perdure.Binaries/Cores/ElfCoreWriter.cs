using System.Runtime.InteropServices;
using Perdure.Binaries.Abi;

namespace Perdure.Binaries.Cores;

/// <summary>
/// Writes an ELF core as the kernel does, for gdb and its like. The memory comes from a callback and goes out in order, so that a
/// core of any size needs one buffer.
/// </summary>
public sealed class ElfCoreWriter
{
    private const int HeaderBytes = 64;
    private const int ProgramHeaderBytes = 56;
    private const int SectionHeaderBytes = 64;
    private const ulong PageBytes = 4096;
    private const int BufferBytes = 1 << 20;
    private readonly Stream _output;
    private readonly byte[] _buffer = new byte[BufferBytes];

    /// <summary>Writes to a stream. Holes are skipped where it can seek, and written as zeros where it can't.</summary>
    public ElfCoreWriter(Stream output) => _output = output;

    /// <summary>Writes the whole core.</summary>
    public void Write(CoreProcess process, CoreMemoryRead memory)
    {
        ArgumentOutOfRangeException.ThrowIfZero(process.Threads.Count);
        var notes = CoreNotes.Of(process);
        var segments = process.Segments.Count + 1;
        var many = segments >= ElfConstants.PN_XNUM;
        var notesAt = (ulong)HeaderBytes + ((ulong)segments * ProgramHeaderBytes) + (many ? SectionHeaderBytes : 0UL);
        var memoryAt = (notesAt + (ulong)notes.Length + PageBytes - 1) & ~(PageBytes - 1);

        WriteHeader(segments, many);
        WriteProgramHeaders(process, notes.Length, notesAt, memoryAt);
        if (many)
            Put(new Elf64SectionHeader { Info = (uint)segments });
        _output.Write(notes);
        WriteZeros(memoryAt - notesAt - (ulong)notes.Length);
        foreach (var segment in process.Segments)
            WriteMemory(segment, memory);
        // A hole at the end would be lost without this.
        if (_output.CanSeek)
            _output.SetLength(_output.Position);
        _output.Flush();
    }

    private void WriteHeader(int segments, bool many)
    {
        var header = new Elf64Header
        {
            Type = ElfType.ET_CORE,
            Machine = ElfConstants.EM_X86_64,
            Version = ElfConstants.EV_CURRENT,
            ProgramHeaderOffset = HeaderBytes,
            SectionHeaderOffset = many ? HeaderBytes + ((ulong)segments * ProgramHeaderBytes) : 0,
            HeaderSize = HeaderBytes,
            ProgramHeaderSize = ProgramHeaderBytes,
            ProgramHeaderCount = many ? (ushort)ElfConstants.PN_XNUM : (ushort)segments,
            SectionHeaderSize = many ? (ushort)SectionHeaderBytes : (ushort)0,
            SectionHeaderCount = many ? (ushort)1 : (ushort)0,
        };
        Span<byte> ident = header.Ident;
        "\u007fELF"u8.CopyTo(ident);
        ident[ElfConstants.EI_CLASS] = ElfConstants.ELFCLASS64;
        ident[ElfConstants.EI_DATA] = ElfConstants.ELFDATA2LSB;
        ident[ElfConstants.EI_VERSION] = ElfConstants.EV_CURRENT;
        Put(header);
    }

    private void WriteProgramHeaders(CoreProcess process, int noteBytes, ulong notesAt, ulong memoryAt)
    {
        Put(new Elf64ProgramHeader { Type = ElfSegmentType.PT_NOTE, Offset = notesAt, FileSize = (ulong)noteBytes, Align = 4 });
        foreach (var segment in process.Segments)
        {
            Put(new Elf64ProgramHeader
            {
                Type = ElfSegmentType.PT_LOAD,
                Flags = segment.Flags,
                Offset = memoryAt,
                VirtualAddress = segment.Address,
                FileSize = segment.StoredBytes,
                MemorySize = segment.Length,
                Align = PageBytes,
            });
            memoryAt += segment.StoredBytes;
        }
    }

    private void WriteMemory(CoreSegment segment, CoreMemoryRead memory)
    {
        for (var done = 0UL; done < segment.StoredBytes;)
        {
            var piece = _buffer.AsSpan(0, (int)Math.Min(BufferBytes, segment.StoredBytes - done));
            if (memory(segment.Address + done, piece))
                _output.Write(piece);
            else
                WriteZeros((ulong)piece.Length);
            done += (ulong)piece.Length;
        }
    }

    private void WriteZeros(ulong count)
    {
        if (_output.CanSeek)
        {
            _output.Seek((long)count, SeekOrigin.Current);
            return;
        }
        Array.Clear(_buffer);
        for (; count > 0; count -= Math.Min(count, BufferBytes))
            _output.Write(_buffer.AsSpan(0, (int)Math.Min(count, BufferBytes)));
    }

    private void Put<T>(T value)
        where T : unmanaged => _output.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
}
