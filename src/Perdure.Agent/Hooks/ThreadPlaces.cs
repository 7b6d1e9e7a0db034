using System.Runtime.InteropServices;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Agent.Hooks;

/// <summary>
/// Where the threads of a stopped process are, or will be again: their instruction pointers, and what their stacks hold above the stack pointer. A signal frame, with the address that its handler returns to, is
/// among it, whichever stack the handler runs on. Any word counts, so an old one may speak up for nothing.
/// </summary>
internal sealed class ThreadPlaces
{
    // More is not looked at: a handler's frame is where the thread is, or a little above.
    private const ulong MaxStackBytes = 8 << 20;
    private readonly ulong[] _words;

    private ThreadPlaces(ulong[] words) => _words = words;

    public static ThreadPlaces Of(FrozenProcess process)
    {
        var maps = ProcMaps.Read(process.Pid).OrThrow($"read the mappings of process {process.Pid}");
        var words = new List<ulong>();
        foreach (var thread in process.Threads)
        {
            var registers = thread.ReadRegisters();
            words.Add(registers.Rip);
            words.AddRange(StackWords(process.Pid, new RemotePtr(registers.Rsp & ~7UL), maps));
        }

        var sorted = words.Distinct().ToArray();
        Array.Sort(sorted);
        return new ThreadPlaces(sorted);
    }

    /// <summary>Whether one is at the address.</summary>
    public bool Has(ulong address) => Array.BinarySearch(_words, address) >= 0;

    /// <summary>Whether one is in the range.</summary>
    public bool HasWithin(RemotePtr start, RemotePtr end)
    {
        var index = Array.BinarySearch(_words, start.Value);
        index = index < 0 ? ~index : index;
        return index < _words.Length && _words[index] < end.Value;
    }

    private static ulong[] StackWords(Pid pid, RemotePtr from, IReadOnlyList<MapEntry> maps)
    {
        var home = maps.FirstOrDefault(map => map.Contains(from));
        if (home is null)
            return [];
        var bytes = new byte[Math.Min(home.End - from, MaxStackBytes)];
        var read = ProcessMemory.Read(pid, from, bytes).Or(0);
        return MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan(0, (int)read & ~7)).ToArray();
    }
}
