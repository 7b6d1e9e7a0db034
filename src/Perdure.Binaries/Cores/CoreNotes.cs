using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Perdure.Binaries.Abi;

namespace Perdure.Binaries.Cores;

/// <summary>Builds the segment of notes of a core.</summary>
internal sealed class CoreNotes
{
    private const int PageBytes = 4096;
    private const int FxsaveBytes = 512;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>All notes of a process, in the kernel's order: the first thread's status opens, its other notes follow those of the process.</summary>
    public static byte[] Of(CoreProcess process)
    {
        var notes = new CoreNotes();
        for (var index = 0; index < process.Threads.Count; index++)
        {
            var thread = process.Threads[index];
            notes.Add("CORE", ElfNoteType.NT_PRSTATUS, BytesOf(Status(process, thread)));
            if (index == 0)
                notes.AddProcess(process);
            notes.AddThread(thread);
        }
        return notes._bytes.WrittenSpan.ToArray();
    }

    private void AddProcess(CoreProcess process)
    {
        Add("CORE", ElfNoteType.NT_PRPSINFO, BytesOf(Info(process)));
        if (!process.AuxiliaryVector.IsEmpty)
            Add("CORE", ElfNoteType.NT_AUXV, process.AuxiliaryVector.Span);
        if (process.Files.Count > 0)
            Add("CORE", ElfNoteType.NT_FILE, FileTable(process.Files));
    }

    private void AddThread(CoreThread thread)
    {
        if (!thread.SignalInfo.IsEmpty)
            Add("CORE", ElfNoteType.NT_SIGINFO, thread.SignalInfo.Span);
        if (thread.ExtendedState.Length < FxsaveBytes)
            return;
        Add("CORE", ElfNoteType.NT_FPREGSET, thread.ExtendedState.Span[..FxsaveBytes]);
        Add("LINUX", ElfNoteType.NT_X86_XSTATE, thread.ExtendedState.Span);
    }

    private void Add(string owner, ElfNoteType type, ReadOnlySpan<byte> description)
    {
        var name = Encoding.ASCII.GetBytes(owner + "\0");
        _bytes.Write(BytesOf(new Elf64NoteHeader { NameSize = (uint)name.Length, DescriptionSize = (uint)description.Length, Type = (uint)type }));
        WritePadded(name);
        WritePadded(description);
    }

    private void WritePadded(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        _bytes.Write("\0\0\0"u8[..(int)(ElfNotes.Padded((uint)bytes.Length) - bytes.Length)]);
    }

    private static ElfProcessStatus Status(CoreProcess process, CoreThread thread)
    {
        var status = new ElfProcessStatus
        {
            Signal = thread.Signal,
            CurrentSignal = (short)thread.Signal,
            SignalsPending = thread.SignalsPending,
            SignalsHeld = thread.SignalsBlocked,
            Tid = thread.Tid,
            ParentPid = process.ParentPid,
            ProcessGroup = process.ProcessGroup,
            Session = process.Session,
            FloatingPointValid = thread.ExtendedState.Length >= FxsaveBytes ? 1 : 0,
        };
        thread.Registers.Span.CopyTo(MemoryMarshal.AsBytes((Span<ulong>)status.Registers));
        return status;
    }

    private static ElfProcessInfo Info(CoreProcess process)
    {
        var info = new ElfProcessInfo
        {
            State = (byte)Math.Max(0, "RSDTZW".IndexOf(process.State, StringComparison.Ordinal)),
            StateLetter = (byte)process.State,
            Zombie = process.State == 'Z' ? (byte)1 : (byte)0,
            Nice = (sbyte)process.Nice,
            Flags = process.Flags,
            Uid = process.Uid,
            Gid = process.Gid,
            Pid = process.Pid,
            ParentPid = process.ParentPid,
            ProcessGroup = process.ProcessGroup,
            Session = process.Session,
        };
        CopyText(process.Name, info.FileName);
        CopyText(process.CommandLine, info.Arguments);
        return info;
    }

    private static void CopyText(string text, Span<byte> into)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.AsSpan(0, Math.Min(bytes.Length, into.Length - 1)).CopyTo(into);
    }

    /// <summary>NT_FILE: count, page size, then three words for each file (the offset in pages), then the paths, each with a zero byte.</summary>
    private static byte[] FileTable(IReadOnlyList<CoreFile> files)
    {
        using var table = new MemoryStream();
        using var writer = new BinaryWriter(table);
        writer.Write((ulong)files.Count);
        writer.Write((ulong)PageBytes);
        foreach (var file in files)
        {
            writer.Write(file.Start);
            writer.Write(file.End);
            writer.Write(file.Offset / PageBytes);
        }
        foreach (var file in files)
        {
            writer.Write(Encoding.UTF8.GetBytes(file.Path));
            writer.Write((byte)0);
        }
        return table.ToArray();
    }

    private static byte[] BytesOf<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
