using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Perdure.Agent.Hooks;
using Perdure.Agent.Rings;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Faults;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Agent;

/// <summary>The memory that the agent has in a process: rings, and an area of hooks for each module.</summary>
internal sealed class AgentMemory
{
    private const int MostGroupBits = 7;
    private const int FewestGroupBits = 2;
    private const int NameOffset = 0x800;
    private const string MappingName = "perdure agent";
    private readonly List<HookArea> _areas = [];

    private AgentMemory(RemotePtr start, ulong bytes, RingPlace place) => (Start, Bytes, Place) = (start, bytes, place);

    /// <summary>Where the mapping of the rings begins.</summary>
    public RemotePtr Start { get; }

    /// <summary>Its size.</summary>
    public ulong Bytes { get; }

    /// <summary>The rings within it.</summary>
    public RingPlace Place { get; }

    /// <summary>The same memory, in a child.</summary>
    public AgentMemory Copy()
    {
        var copy = new AgentMemory(Start, Bytes, Place);
        copy._areas.AddRange(_areas);
        return copy;
    }

    /// <summary>What is in it.</summary>
    public AgentRings RingsOf(Pid pid) => new(pid, Place.Head, Place.Rings, Place.GroupBits);

    /// <summary>Maps the rings: 1024, or fewer where the process may not have so much. Only what is used takes memory.</summary>
    public static AgentMemory Map(FrozenProcess process)
    {
        using var calls = Begin(process);
        for (var bits = MostGroupBits; ; bits--)
        {
            var bytes = RingLayout.HeadBytes + ((1UL << bits) * RingLayout.GroupBytes) + RingLayout.GroupBytes;
            // Without rights at first: a program may have asked that all it maps be locked, and thus filled (mlockall).
            var mapped = Mmap(calls, RemotePtr.Null, bytes, MemoryProtection.PROT_NONE, MapFlags.MAP_NORESERVE);
            if (!mapped.Ok && bits > FewestGroupBits)
                continue;
            var start = mapped.OrThrow($"get {bytes >> 20} MiB of addresses in process {process.Pid} for the notes of its system calls", "its RLIMIT_AS or RLIMIT_MEMLOCK may be too low");
            calls.IfKilled(SyscallNumber.munmap, start.Value, bytes);
            try
            {
                var memory = SetUp(calls, process.Pid, start, bytes, bits);
                FailurePoints.Reach("agent-rings");
                calls.NothingIfKilled();
                return memory;
            }
            catch (PerdureException)
            {
                _ = calls.Invoke(SyscallNumber.munmap, start.Value, bytes);
                throw;
            }
        }
    }

    private static AgentMemory SetUp(RemoteCalls calls, Pid pid, RemotePtr start, ulong bytes, int groupBits)
    {
        _ = calls.Invoke(SyscallNumber.munlock, start.Value, bytes);
        calls.Invoke(SyscallNumber.mprotect, start.Value, bytes, (ulong)(MemoryProtection.PROT_READ | MemoryProtection.PROT_WRITE))
            .OrThrow($"make the memory for notes in process {pid} writable");
        // One page of a thread's would else become a huge one; and what is ours is of no use in its core dumps.
        _ = calls.Invoke(SyscallNumber.madvise, start.Value, bytes, (ulong)MemoryAdvice.MADV_NOHUGEPAGE);
        _ = calls.Invoke(SyscallNumber.madvise, start.Value, bytes, (ulong)MemoryAdvice.MADV_DONTDUMP);
        var rings = new RemotePtr((start.Value + RingLayout.HeadBytes + RingLayout.GroupBytes - 1) & ~(RingLayout.GroupBytes - 1UL));
        var memory = new AgentMemory(start, bytes, new RingPlace(start, rings, groupBits));
        memory.WriteHead(calls);
        memory.Name(calls, start, bytes);
        return memory;
    }

    /// <summary>Maps an area for each plan that has something to place; a module without room near it has none.</summary>
    /// <param name="process">The process.</param>
    /// <param name="mem">Its memory.</param>
    /// <param name="plans">The plans.</param>
    public IReadOnlyDictionary<HookPlan, HookArea> MapAreas(FrozenProcess process, SafeFileHandle mem, IReadOnlyList<HookPlan> plans)
    {
        var mapped = new Dictionary<HookPlan, HookArea>();
        var needed = plans.Where(plan => plan.Sites.Count > 0).ToList();
        if (needed.Count == 0)
            return mapped;
        using var calls = Begin(process);
        foreach (var plan in needed)
        {
            var maps = ProcMaps.Read(process.Pid).OrThrow($"read the mappings of process {process.Pid}");
            if (FreeRoom.Near(maps, plan.Module.Start, plan.Module.End, plan.AreaBytes) is not { } room)
                continue;
            var start = Mmap(calls, room, plan.AreaBytes, MemoryProtection.PROT_READ | MemoryProtection.PROT_EXEC, MapFlags.MAP_FIXED_NOREPLACE)
                .OrThrow($"get executable memory in process {process.Pid}", "a policy of the system may forbid it (SELinux: execmem)");
            var area = new HookArea(start, plan.AreaBytes, plan.Records);
            _areas.Add(area);
            calls.IfKilled(SyscallNumber.munmap, start.Value, area.Bytes);
            Name(calls, area.Start, area.Bytes);
            area.WriteTable(mem, []);
            calls.NothingIfKilled();
            FailurePoints.Reach("agent-area");
            mapped.Add(plan, area);
        }

        return mapped;
    }

    /// <summary>Whether it is still there: a program that has executed another one has lost it, and may have something else at these addresses.</summary>
    public bool IsThere(SafeFileHandle mem)
    {
        Span<byte> magic = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(magic, RingLayout.Magic);
        return TargetBytes.Are(mem, Start + RingLayout.HeadMagic, magic) && _areas.TrueForAll(area => HookArea.ReadTable(mem, area.Start, area.Bytes) is not null);
    }

    /// <summary>Unmaps all of it unless a thread is in a hook, or will return into one from a signal handler.</summary>
    public bool TryUnmap(FrozenProcess process, CodePages pages, SafeFileHandle mem) =>
        TryUnmap(process, _areas, [(Start, Bytes)], calls => pages.Drop(mem, calls));

    /// <summary>Unmaps memory of an agent unless a thread is in a hook. Addresses of rings are on many a stack: hooks leave them in rcx and r11.</summary>
    public static bool TryUnmap(FrozenProcess process, IReadOnlyList<HookArea> areas, IReadOnlyList<(RemotePtr Start, ulong Bytes)> rings, Action<RemoteCalls> first)
    {
        var places = ThreadPlaces.Of(process);
        if (areas.Any(area => places.HasWithin(area.Start, area.End)))
            return false;
        using var calls = Begin(process);
        first(calls);
        foreach (var (start, bytes) in areas.Select(area => (area.Start, area.Bytes)).Concat(rings))
            _ = calls.Invoke(SyscallNumber.munmap, start.Value, bytes);
        return true;
    }

    /// <summary>The size of the rings that begin at an address; null if there are none. It is what whoever comes next goes by.</summary>
    public static ulong? ReadHead(SafeFileHandle mem, MapEntry map)
    {
        var head = TargetBytes.Read(mem, map.Start, NameOffset);
        if (head.Length == 0 || BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(RingLayout.HeadMagic)) != RingLayout.Magic)
            return null;
        var bytes = BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(RingLayout.HeadMappingBytes));
        return bytes <= map.Length ? bytes : null;
    }

    private static RemoteCalls Begin(FrozenProcess process)
    {
        var maps = ProcMaps.Read(process.Pid).OrThrow($"read the mappings of process {process.Pid}");
        var executable = maps
            .Where(map => (map.Protection & MemoryProtection.PROT_EXEC) != 0 && map.Kind is MapKind.File or MapKind.Vdso)
            .OrderBy(map => map.Path.Contains("ld-linux", StringComparison.Ordinal) || map.Path.Contains("libc.", StringComparison.Ordinal) ? 0 : 1);
        var gadgets = SyscallGadgets.Find(process.Pid, executable.Select(map => (map.Start, map.End)))
            ?? throw new PerdureException($"process {process.Pid} has no system call instruction in its memory", exitCode: ExitCode.Unsupported);
        return RemoteCalls.Begin(process.Leader, gadgets);
    }

    private static KernelResult<RemotePtr> Mmap(RemoteCalls calls, RemotePtr at, ulong bytes, MemoryProtection protection, MapFlags more)
    {
        var flags = MapFlags.MAP_PRIVATE | MapFlags.MAP_ANONYMOUS | more;
        var mapped = calls.Invoke(SyscallNumber.mmap, at.Value, bytes, (ulong)protection, (ulong)flags, ulong.MaxValue, 0);
        return mapped.Ok ? KernelResult.Success(new RemotePtr(mapped.Value)) : KernelResult.Failure<RemotePtr>(mapped.Error);
    }

    private void WriteHead(RemoteCalls calls)
    {
        var head = new byte[NameOffset + MappingName.Length + 1];
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(RingLayout.HeadMagic), RingLayout.Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(RingLayout.HeadMappingBytes), Bytes);
        Encoding.ASCII.GetBytes(MappingName).CopyTo(head, NameOffset);
        calls.Write(Start, head);
    }

    /// <summary>A name in /proc/PID/maps, which also keeps the kernel from joining it with neighbours. Kernels may be without names.</summary>
    private void Name(RemoteCalls calls, RemotePtr start, ulong bytes)
    {
        const ulong PR_SET_VMA_ANON_NAME = 0;
        _ = calls.Invoke(SyscallNumber.prctl, (ulong)PrctlOption.PR_SET_VMA, PR_SET_VMA_ANON_NAME, start.Value, bytes, Start.Value + NameOffset);
    }
}
