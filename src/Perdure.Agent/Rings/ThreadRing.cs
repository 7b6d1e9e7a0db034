using System.Buffers.Binary;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Agent.Rings;

/// <summary>What the hooks have noted of one thread: its last 512 calls that are of interest, what it has read, and its last moments.</summary>
public sealed class ThreadRing
{
    private readonly Pid _pid;
    private readonly RemotePtr _ring;
    private readonly AgentRings _rings;

    internal ThreadRing(Pid pid, RemotePtr ring, ulong fsBase, AgentRings rings) => (_pid, _ring, FsBase, _rings) = (pid, ring, fsBase, rings);

    /// <summary>The FS base of the thread.</summary>
    public ulong FsBase { get; }

    /// <summary>The calls with a greater sequence number that are still there, in their order.</summary>
    /// <param name="since">The last sequence number that is known; 0 for all.</param>
    public IReadOnlyList<AgentEvent> Events(ulong since = 0)
    {
        // Read twice: what was being written in between differs, or has no number.
        var (first, second) = (new byte[RingLayout.EntryCount * RingLayout.EntryBytes], new byte[RingLayout.EntryCount * RingLayout.EntryBytes]);
        Read(RingLayout.Entries, first);
        var data = new byte[RingLayout.DataBytes + RingLayout.PayloadBytes];
        Read(RingLayout.Data, data);
        Read(RingLayout.Entries, second);
        var cursor = _rings.Word(_ring + RingLayout.DataCursor);
        var events = new List<AgentEvent>();
        for (var at = 0; at < first.Length; at += RingLayout.EntryBytes)
        {
            var entry = first.AsSpan(at, RingLayout.EntryBytes);
            var sequence = Word(entry, RingLayout.EntrySequence);
            if (sequence > since && entry.SequenceEqual(second.AsSpan(at, RingLayout.EntryBytes)) && !_rings.IsOfVforkChild(FsBase, sequence))
                events.Add(ToEvent(entry, data, cursor));
        }

        events.Sort((left, right) => left.Sequence.CompareTo(right.Sequence));
        return events;
    }

    /// <summary>Where the thread was when its last call of a kind returned; null if there was none.</summary>
    public AgentMoment? Last(MomentKind kind)
    {
        AgentMoment? last = null;
        for (var slot = 0; slot < RingLayout.SlotCount; slot++)
            if (ReadMoment(slot, kind) is { } moment && moment.Sequence > (last?.Sequence ?? 0))
                last = moment;
        return last;
    }

    /// <summary>The descriptor that the thread last read from, or that it last accepted; null if there is none in the ring.</summary>
    /// <param name="isConnection">Whether a descriptor is one of a connection; all are if this is null. Threads also read from files, pipes and counters.</param>
    public int? CurrentConnection(Func<int, bool>? isConnection = null)
    {
        foreach (var call in Events().Reverse())
            if (DescriptorOf(call) is { } fd && (isConnection is null || isConnection(fd)))
                return fd;
        return null;
    }

    private static int? DescriptorOf(AgentEvent call) => call.Number switch
    {
        SyscallNumber.read or SyscallNumber.readv or SyscallNumber.recvfrom or SyscallNumber.recvmsg or SyscallNumber.recvmmsg => (int)call.First,
        SyscallNumber.accept or SyscallNumber.accept4 => (int)call.Result,
        _ => null,
    };

    private static bool HasPayload(SyscallNumber number) => number is SyscallNumber.read or SyscallNumber.readv or SyscallNumber.recvfrom or SyscallNumber.recvmsg;

    private static AgentEvent ToEvent(ReadOnlySpan<byte> entry, byte[] data, ulong cursor)
    {
        var number = BinaryPrimitives.ReadInt32LittleEndian(entry[RingLayout.EntryNumber..]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(entry[RingLayout.EntryDataBytes..]);
        var result = (long)Word(entry, RingLayout.EntryResult);
        var place = Word(entry, RingLayout.EntryData);
        var there = length is > 0 and <= RingLayout.PayloadBytes && cursor - place <= RingLayout.DataBytes;
        var payload = there ? data.AsMemory((int)(place % RingLayout.DataBytes), length) : default;
        return new AgentEvent(
            Word(entry, RingLayout.EntrySequence), number < 0 ? null : (SyscallNumber)number, result, Word(entry, RingLayout.EntryArgument0), Word(entry, RingLayout.EntryArgument1),
            Word(entry, RingLayout.EntryArgument2), new RemotePtr(Word(entry, RingLayout.EntryStack)), payload, HasPayload((SyscallNumber)number) && payload.Length < result);
    }

    private AgentMoment? ReadMoment(int slot, MomentKind kind)
    {
        var offset = RingLayout.MomentOf(slot, kind);
        const int tries = 10;
        var (bytes, again) = (new byte[RingLayout.MomentBytes], new byte[RingLayout.MomentBytes]);
        for (var attempt = 0; attempt < tries; attempt++)
        {
            Read(offset, bytes);
            Read(offset, again);
            if (bytes.AsSpan().SequenceEqual(again))
                return Parse(bytes);
        }

        return null;
    }

    private AgentMoment? Parse(byte[] bytes)
    {
        var sequence = Word(bytes, RingLayout.MomentSequence);
        var stackBytes = Word(bytes, RingLayout.MomentStackBytes);
        if (sequence == 0 || stackBytes > RingLayout.StackBytes || _rings.IsOfVforkChild(FsBase, sequence))
            return null;
        return new AgentMoment(
            sequence, (SyscallNumber)BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(RingLayout.MomentNumber)), Word(bytes, RingLayout.MomentArgument0),
            (long)Word(bytes, RingLayout.MomentResult), new RemotePtr(Word(bytes, RingLayout.MomentRip)), new RemotePtr(Word(bytes, RingLayout.MomentRsp)),
            Word(bytes, RingLayout.MomentRbx), Word(bytes, RingLayout.MomentRbp), Word(bytes, RingLayout.MomentR12), Word(bytes, RingLayout.MomentR13),
            Word(bytes, RingLayout.MomentR14), Word(bytes, RingLayout.MomentR15), bytes.AsMemory(RingLayout.MomentStack, (int)stackBytes));
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);

    private void Read(int offset, Span<byte> into) =>
        Assert.Always(ProcessMemory.Read(_pid, _ring + (ulong)offset, into).OrThrow($"read the rings of process {_pid}") == into.Length);
}
