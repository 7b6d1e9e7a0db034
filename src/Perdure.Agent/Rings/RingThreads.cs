using System.Buffers.Binary;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Agent.Rings;

/// <summary>
/// In a stop, rings are given to the threads that are there, with the bounds of their stacks, and taken from those that have ended. Precondition: called on the tracer thread, no thread of the process runs.
/// </summary>
internal static class RingThreads
{
    private const ulong MainStackBytes = 8 << 20;

    public static void Settle(FrozenProcess process, AgentRings rings)
    {
        var maps = ProcMaps.Read(process.Pid).OrThrow($"read the mappings of process {process.Pid}");
        var threads = process.Threads.Select(thread => thread.ReadRegisters()).Where(registers => registers.FsBase != 0).ToList();
        Free(process.Pid, rings, [.. threads.Select(registers => registers.FsBase)]);
        foreach (var registers in threads)
            Give(process.Pid, rings, registers.FsBase, StackOf(registers, maps));
    }

    /// <summary>
    /// Where the thread's stack may be read up to, for certain and for its life: the first thread's stack is mapped to its end, and that of the C library's threads to the thread's own block, which is
    /// what FS points to. Of stacks that a program makes itself nothing is certain.
    /// </summary>
    private static (ulong Low, ulong High) StackOf(in UserRegs registers, IReadOnlyList<MapEntry> maps)
    {
        var stack = new RemotePtr(registers.Rsp);
        var home = maps.FirstOrDefault(map => map.Contains(stack));
        if (home?.Kind == MapKind.Stack)
            return (home.End.Value - MainStackBytes, home.End.Value);
        return home is not null && registers.FsBase > registers.Rsp && home.Contains(new RemotePtr(registers.FsBase)) ? (home.Start.Value, registers.FsBase) : (0, 0);
    }

    private static void Give(Pid pid, AgentRings rings, ulong fsBase, (ulong Low, ulong High) stack)
    {
        var candidates = rings.Candidates(fsBase).Select(ring => (Ring: ring, Key: rings.Word(ring + RingLayout.Key))).ToList();
        var place = candidates.FirstOrDefault(candidate => candidate.Key == fsBase);
        if (place.Key == 0)
            place = candidates.FirstOrDefault(candidate => candidate.Key == 0);
        if (place.Ring == RemotePtr.Null)
            return;
        var bounds = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bounds, stack.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(bounds.AsSpan(8), stack.High);
        Write(pid, place.Ring + RingLayout.StackLow, bounds);
        if (place.Key == fsBase)
            return;
        var claim = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(claim, fsBase);
        claim[RingLayout.Claim] = 1;
        Write(pid, place.Ring + RingLayout.Key, claim);
    }

    /// <summary>Rings whose thread has ended. The next thread with that FS base must not find its predecessor's calls.</summary>
    private static void Free(Pid pid, AgentRings rings, HashSet<ulong> alive)
    {
        foreach (var ring in Touched(pid, rings))
        {
            var key = rings.Word(ring + RingLayout.Key);
            if (key == 0 || alive.Contains(key))
                continue;
            Write(pid, ring + RingLayout.Entries, new byte[RingLayout.EntryCount * RingLayout.EntryBytes]);

            // Registers that are saved there stay: a process that shares this memory may be using a slot, and is not stopped.
            for (var slot = 0; slot < RingLayout.SlotCount; slot++)
                foreach (var kind in Enum.GetValues<MomentKind>())
                    Write(pid, ring + (ulong)RingLayout.MomentOf(slot, kind), new byte[sizeof(ulong)]);
            Write(pid, ring, new byte[RingLayout.HeaderBytes]);
        }
    }

    /// <summary>The rings whose first page was ever written: looking at the others would make them take memory.</summary>
    private static IEnumerable<RemotePtr> Touched(Pid pid, AgentRings rings)
    {
        const PageCategory there = PageCategory.PAGE_IS_PRESENT | PageCategory.PAGE_IS_SWAPPED;
        const ulong mask = ~(ulong)(RingLayout.RingBytes - 1);
        using var pagemap = PagemapScan.Open(pid).OrThrow($"open the page map of process {pid}");
        var found = new PageRegion[64];
        var touched = new SortedSet<ulong>();
        var (at, end) = rings.Range;
        while (at < end)
        {
            var query = new PagemapScanQuery { Start = at, End = end, AnyOf = there, Return = there };
            var answer = PagemapScan.Scan(pagemap, query, found).OrThrow($"scan the pages of process {pid}");
            for (var index = 0; index < answer.Regions; index++)
                for (var ring = found[index].Start.Value & mask; ring < found[index].End.Value; ring += RingLayout.RingBytes)
                    touched.Add(ring);
            at = answer.WalkEnd;
        }

        return touched.Select(ring => new RemotePtr(ring));
    }

    private static void Write(Pid pid, RemotePtr at, ReadOnlySpan<byte> bytes) =>
        Assert.Always(ProcessMemory.Write(pid, at, bytes).OrThrow($"write into the rings of process {pid}") == bytes.Length);
}
