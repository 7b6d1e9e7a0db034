using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Recovery.Crashes;
using Perdure.Recovery.Heaps;
using Perdure.Recovery.Locks;
using Perdure.Recovery.Surgery;

namespace Perdure.Recovery.Guarding;

/// <summary>What the guard remembers of a process.</summary>
internal sealed class GuardedProcess
{
    private const int OwnFaultsPerSecond = 20;

    // Two crashes of a thread so close to each other belong to the same request.
    private static readonly TimeSpan s_sameRequest = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<Tid, (long Time, ulong Beyond)> _last = [];

    private readonly Queue<long> _ownFaults = new();

    public GuardedProcess(Pid pid)
    {
        Reader = new CrashReader(pid);
        Runtime = new Runtimes(Reader.Code);
        Locks = new LeakedLocks(pid);
    }

    /// <summary>Reads its crashes.</summary>
    public CrashReader Reader { get; }

    /// <summary>The run-time in it.</summary>
    public Runtimes Runtime { get; }

    /// <summary>Counts a fault that the program makes on purpose. Answers whether there are so many that it should be let go of.</summary>
    public bool NoteOwnFault()
    {
        var now = Stopwatch.GetTimestamp();
        _ownFaults.Enqueue(now);
        while (_ownFaults.Count > OwnFaultsPerSecond)
            _ownFaults.Dequeue();
        return _ownFaults.Count == OwnFaultsPerSecond && now - _ownFaults.Peek() < Stopwatch.Frequency;
    }

    /// <summary>Locks that crashes have left.</summary>
    public LeakedLocks Locks { get; }

    /// <summary>Brings a thread past a crash; answers how, null if there is no way. Precondition: called on the tracer thread, the thread stands at the signal.</summary>
    public string? Suppress(Crash crash)
    {
        var beyond = _last.TryGetValue(crash.Tid, out var last) && Stopwatch.GetElapsedTime(last.Time) < s_sameRequest ? last.Beyond : 0;
        var mended = HeapRepair.Concerns(crash) ? HeapRepair.Mend(crash.Pid, Reader.Code) : [];
        var heap = mended.Count == 0 ? "" : $"; cut off from the heap, as damaged: {string.Join(", ", mended)}";
        Locks.NoteCrash(crash.Tid);
        if (new EscapePlan(Reader.Code.Read).Ways(crash, beyond).FirstOrDefault() is { } way)
        {
            ThreadSurgery.Apply(crash.Tid, way);
            _last[crash.Tid] = (Stopwatch.GetTimestamp(), way.Left.Frame.FrameAddress);
            return way + heap;
        }

        return ThreadSurgery.TrySkip(crash, Reader.Code.Read) ? $"the instruction is left out{heap}" : null;
    }
}
