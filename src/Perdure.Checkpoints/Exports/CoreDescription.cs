using System.Buffers.Binary;
using Perdure.Binaries.Cores;
using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Exports;

/// <summary>What a core tells of a process beside its memory, taken from the inventory.</summary>
internal static class CoreDescription
{
    private const int SignalInfoBytes = 128;

    /// <summary>Describes a process. Precondition: it is no zombie.</summary>
    public static CoreProcess Of(ProcessImage process, IReadOnlyList<CoreSegment> segments)
    {
        var leader = process.Threads[0];
        return new CoreProcess
        {
            Pid = process.Pid,
            ParentPid = process.ParentPid,
            ProcessGroup = process.ProcessGroup,
            Session = process.Session,
            State = process.State == ProcessState.Stopped ? 'T' : 'S',
            Nice = leader.Scheduling.Nice,
            Uid = leader.Credentials.UserIds[0],
            Gid = leader.Credentials.GroupIds[0],
            Name = process.Name,
            CommandLine = string.Join(' ', process.CommandLine),
            AuxiliaryVector = process.AddressSpace!.AuxiliaryVector,
            Threads = [.. process.Threads.Select(ThreadOf)],
            Files = [.. process.AddressSpace.Mappings.Where(mapping => mapping.Kind is MappingKind.File or MappingKind.DeletedFile).Select(FileOf)],
            Segments = segments,
        };
    }

    private static CoreFile FileOf(MappingImage mapping) =>
        new(mapping.Start, mapping.End, mapping.Offset, mapping.Kind == MappingKind.DeletedFile ? mapping.Name + " (deleted)" : mapping.Name);

    /// <summary>No thread was killed by a signal; the note of one tells of the first that waits, if any.</summary>
    private static CoreThread ThreadOf(ThreadImage thread)
    {
        var registers = new byte[thread.Registers.Count * sizeof(ulong)];
        for (var index = 0; index < thread.Registers.Count; index++)
            BinaryPrimitives.WriteUInt64LittleEndian(registers.AsSpan(index * sizeof(ulong)), thread.Registers[index]);
        return new CoreThread
        {
            Tid = thread.Tid,
            Registers = registers,
            ExtendedState = XsaveForDebuggers.Arrange(thread.ExtendedState),
            SignalInfo = thread.PendingSignals is [var first, ..] ? first : new byte[SignalInfoBytes],
            SignalsPending = thread.PendingSignals.Aggregate(0UL, (set, info) => set | (1UL << ((BinaryPrimitives.ReadInt32LittleEndian(info) - 1) & 63))),
            SignalsBlocked = thread.SignalMask,
        };
    }
}
