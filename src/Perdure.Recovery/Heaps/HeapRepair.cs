using System.Runtime.InteropServices;
using Perdure.Binaries.Unwinding;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Recovery.Crashes;
using Perdure.Recovery.Locks;

namespace Perdure.Recovery.Heaps;

/// <summary>After a crash within the C library's heap: what is damaged of its lists is cut off, so that the next allocation does not meet it. Precondition: called on the tracer thread, the thread stands still.</summary>
internal static class HeapRepair
{
    private static readonly HashSet<string> s_functions =
    [
        "malloc", "free", "calloc", "realloc", "memalign", "aligned_alloc", "posix_memalign", "reallocarray", "valloc", "pvalloc", "cfree", "malloc_trim", "__libc_malloc", "__libc_free", "__libc_calloc", "__libc_realloc", "__libc_memalign",
    ];

    /// <summary>Whether the crash was within the C library's heap.</summary>
    public static bool Concerns(Crash crash) => crash.Frames.Any(frame => frame.Module is { } module && IsLibc(module.Name) && s_functions.Contains(frame.Name));

    /// <summary>Mends the main heap, and releases the lock of the heap that the crash was in; answers what was done, in a few words each.</summary>
    public static IReadOnlyList<string> Mend(Crash crash, ProcessCode code)
    {
        var arenas = new GlibcArena(new CachedMemory(code.Read).Read, (address, bytes) => ProcessMemory.Write(crash.Pid, new RemotePtr(address), bytes).OrThrow($"write into process {crash.Pid}"));
        foreach (var map in code.Maps.Where(map => IsLibc(map.Path) && (map.Protection & MemoryProtection.PROT_WRITE) != 0))
        {
            if (arenas.Find(map.Start.Value, map.End.Value) is not { } main)
                continue;
            return [.. MendLists(code, arenas, main), .. ReleaseLock(crash, code, arenas, main)];
        }

        return [];
    }

    private static IEnumerable<string> MendLists(ProcessCode code, GlibcArena arenas, ulong main)
    {
        if (code.Maps.FirstOrDefault(other => other.Kind == MapKind.Heap) is { } heap)
            foreach (var mended in arenas.Repair(main, heap.Start.Value, heap.End.Value, isMain: true))
                yield return mended;
        foreach (var arena in arenas.All(main).Skip(1))
            if (arenas.RangeOf(arena) is { } range)
                foreach (var mended in arenas.Repair(arena, range.Start, range.End, isMain: false))
                    yield return mended;
    }

    /// <summary>The lock of a heap has no owner. Whose it is, is told by the stack: the functions of the heap keep the address of the one that they work on.</summary>
    private static IEnumerable<string> ReleaseLock(Crash crash, ProcessCode code, GlibcArena arenas, ulong main)
    {
        var locked = arenas.All(main).Where(arenas.IsLocked).ToList();
        if (locked.Count == 0)
            yield break;
        var words = WordsOf(crash, code);
        foreach (var arena in locked.Where(words.Contains))
        {
            ProcessMemory.Write(crash.Pid, new RemotePtr(arena), new byte[sizeof(int)]).OrThrow($"write into process {crash.Pid}");
            FutexWaiters.Kick(crash.Pid, new RemotePtr(arena));
            yield return "its lock, which the crash left";
        }
    }

    /// <summary>What the frames within the library hold: their registers, and the words of their part of the stack.</summary>
    private static HashSet<ulong> WordsOf(Crash crash, ProcessCode code)
    {
        const int mostBytes = 64 * 1024;
        var words = new HashSet<ulong>();
        var within = crash.Frames.TakeWhile(frame => frame.Module is { } module && IsLibc(module.Name) && frame.Frame.FrameAddress != 0).ToList();
        if (within.Count == 0)
            return words;
        foreach (var frame in within)
            foreach (var register in Enum.GetValues<DwarfRegister>())
                if (frame.Frame.Registers.Get(register) is { } value)
                    words.Add(value);
        var start = within[0].Frame.Registers.Rsp;
        var bytes = new byte[Math.Min((within[^1].Frame.FrameAddress - start) & ~7UL, mostBytes)];
        if (code.Read(start, bytes))
            words.UnionWith(MemoryMarshal.Cast<byte, ulong>(bytes).ToArray());
        return words;
    }

    private static bool IsLibc(string path) => Path.GetFileName(path.AsSpan()) is var file && (file.StartsWith("libc.so", StringComparison.Ordinal) || file.StartsWith("libc-2", StringComparison.Ordinal));
}
