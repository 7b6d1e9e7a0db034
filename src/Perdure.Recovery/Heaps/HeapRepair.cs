using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Recovery.Crashes;

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

    /// <summary>Mends the main heap; answers what was cut off.</summary>
    public static IReadOnlyList<string> Mend(Pid pid, ProcessCode code)
    {
        if (code.Maps.FirstOrDefault(map => map.Kind == MapKind.Heap) is not { } heap)
            return [];
        var arena = new GlibcArena(new CachedMemory(code.Read).Read, (address, bytes) => ProcessMemory.Write(pid, new RemotePtr(address), bytes).OrThrow($"write into process {pid}"));
        foreach (var map in code.Maps.Where(map => IsLibc(map.Path) && (map.Protection & MemoryProtection.PROT_WRITE) != 0))
            if (arena.Find(map.Start.Value, map.End.Value) is { } found)
                return arena.Repair(found, heap.Start.Value, heap.End.Value);
        return [];
    }

    private static bool IsLibc(string path) => Path.GetFileName(path.AsSpan()) is var file && (file.StartsWith("libc.so", StringComparison.Ordinal) || file.StartsWith("libc-2", StringComparison.Ordinal));
}
