using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Lazy;

/// <summary>
/// All that a server of missing pages knows, in a file of memory that outlives it: the plan, and every event that it has taken from the
/// kernel since, in order. The kernel itself writes the events, since they are read straight into the journal: a server that is killed can't
/// have taken one that is not there. One thread writes.
/// </summary>
internal sealed class EventJournal : IDisposable
{
    /// <summary>The name of its file in /proc.</summary>
    public const string Name = "perdure-lazy";

    /// <summary>The most address spaces of a plan.</summary>
    public const int MaxSpaces = 512;

    private const ulong Magic = 0x797a616c_64726570;
    private const int StateOffset = 8;
    private const uint StateDone = 2;
    private const int PlanLengthOffset = 12;
    private const int StartsOffset = 16;
    private const int HeirOffset = 20;
    private const int DescriptorsOffset = 64;
    private const int PlanOffset = 4096;
    private const int EntriesOffset = 16 << 20;
    private const int EntryBytes = 64;
    private const int MessageOffset = 8;
    private const int MaxEntries = 4 << 20;
    private const int FileBytes = EntriesOffset + (MaxEntries * EntryBytes);
    private const uint KindMessage = 1;
    private const uint KindClosed = 2;
    private const uint KindTakenOver = 3;
    private readonly SharedMapping _file;
    private int _next;

    private EventJournal(SharedMapping file) => _file = file;

    /// <summary>What a successor looks at.</summary>
    public SuccessorWords Words => new(_file, StateOffset, StateDone, HeirOffset);

    /// <summary>Who takes over: the guard's pid, or the server's own before it has one.</summary>
    public Pid Heir
    {
        set => BinaryPrimitives.WriteInt32LittleEndian(_file.Span[HeirOffset..], value.Value);
    }

    /// <summary>How often a server has begun to work on it.</summary>
    public int Starts
    {
        get => BinaryPrimitives.ReadInt32LittleEndian(_file.Span[StartsOffset..]);
        set => BinaryPrimitives.WriteInt32LittleEndian(_file.Span[StartsOffset..], value);
    }

    /// <summary>Whether everything that was taken from the kernel is in it. A program that changes its mappings some million times overruns it.</summary>
    public bool IsWhole => _next < MaxEntries - 1;

    /// <summary>Makes the file with a plan in it.</summary>
    public static SafeFileHandle Create(LazyPlan plan)
    {
        var bytes = LazyPlanJson.ToBytes(plan);
        Assert.Always(bytes.Length <= EntriesOffset - PlanOffset && plan.Spaces.Count <= MaxSpaces);
        const uint ownerOnly = 0x180;
        var file = MemFdCalls.Create(Name, 0).OrThrow("make the journal of missing pages");
        _ = Background.SetMode(file, ownerOnly).OrThrow("keep the journal of missing pages to ourselves");
        RandomAccess.SetLength(file, FileBytes);
        Span<byte> head = stackalloc byte[StartsOffset];
        BinaryPrimitives.WriteUInt64LittleEndian(head, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(head[StateOffset..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(head[PlanLengthOffset..], bytes.Length);
        RandomAccess.Write(file, bytes, PlanOffset);
        RandomAccess.Write(file, head, 0);
        return file;
    }

    /// <summary>Opens one.</summary>
    public static EventJournal Open(SafeFileHandle file)
    {
        var journal = new EventJournal(SharedMapping.Map(file, FileBytes).OrThrow("map the journal of missing pages"));
        Assert.Always(BinaryPrimitives.ReadUInt64LittleEndian(journal._file.Span) == Magic);
        return journal;
    }

    /// <summary>The plan.</summary>
    public LazyPlan ReadPlan() => LazyPlanJson.FromBytes(_file.Span.Slice(PlanOffset, BinaryPrimitives.ReadInt32LittleEndian(_file.Span[PlanLengthOffset..])));

    /// <summary>The number of the userfaultfd of a planned space: the server's, and before there is one that of the process that starts it. -1: it is gone.</summary>
    public int GetDescriptor(int space) => BinaryPrimitives.ReadInt32LittleEndian(_file.Span[(DescriptorsOffset + (space * sizeof(int)))..]);

    /// <summary>Notes it.</summary>
    public void SetDescriptor(int space, int descriptor) => BinaryPrimitives.WriteInt32LittleEndian(_file.Span[(DescriptorsOffset + (space * sizeof(int)))..], descriptor);

    /// <summary>Goes through what was noted before, once.</summary>
    /// <param name="message">An event.</param>
    /// <param name="closed">A space needs nothing any more.</param>
    /// <param name="takenOver">All who held descriptors of forked children were killed at once: they are lost.</param>
    public void Replay(Action<int, UffdMessage> message, Action<int> closed, Action takenOver)
    {
        for (_next = 0; IsWhole; _next++)
        {
            var entry = Entry(_next);
            var space = BinaryPrimitives.ReadInt32LittleEndian(entry);
            var kind = BinaryPrimitives.ReadUInt32LittleEndian(entry[sizeof(int)..]);
            if (kind == KindClosed)
                closed(space);
            else if (kind == KindTakenOver)
                takenOver();
            else if (kind == KindMessage && IsEvent(Message(entry)))
                message(space, Message(entry));
            else
                return;
        }
    }

    /// <summary>Takes the next message of a userfaultfd. An event is then in the journal; a page fault is not, since it is asked for again.</summary>
    public KernelResult<UffdMessage> Take(int space, SafeFileHandle descriptor)
    {
        var entry = Entry(_next);
        entry.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(entry, space);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[sizeof(int)..], KindMessage);
        var slot = MemoryMarshal.Cast<byte, UffdMessage>(entry[MessageOffset..])[..1];
        var taken = Userfaultfd.Read(descriptor, slot);
        if (!taken.Ok)
            return KernelResult.Failure<UffdMessage>(taken.Error);
        var message = slot[0];
        if (IsEvent(message) && IsWhole)
            _next++;
        return KernelResult.Success(message);
    }

    /// <summary>Notes that a space needs nothing any more.</summary>
    public void NoteClosed(int space) => Note(space, KindClosed);

    /// <summary>Notes that a server begins that was not left by the one before.</summary>
    public void NoteTakenOver() => Note(0, KindTakenOver);

    /// <summary>Notes that all is done.</summary>
    public void NoteDone() => BinaryPrimitives.WriteUInt32LittleEndian(_file.Span[StateOffset..], StateDone);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Note(int space, uint kind)
    {
        var entry = Entry(_next);
        entry.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(entry, space);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[sizeof(int)..], kind);
        if (IsWhole)
            _next++;
    }

    private static bool IsEvent(UffdMessage message) =>
        message.Event is UffdEvent.UFFD_EVENT_FORK or UffdEvent.UFFD_EVENT_REMAP or UffdEvent.UFFD_EVENT_REMOVE or UffdEvent.UFFD_EVENT_UNMAP;

    private static UffdMessage Message(Span<byte> entry) => MemoryMarshal.Read<UffdMessage>(entry[MessageOffset..]);

    private Span<byte> Entry(int index) => _file.Span.Slice(EntriesOffset + (index * EntryBytes), EntryBytes);
}
