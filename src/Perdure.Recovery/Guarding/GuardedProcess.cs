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
    private readonly Queue<long> _ownFaults = new();
    private readonly CrashSeries _series = new();

    public GuardedProcess(Pid pid)
    {
        Reader = new CrashReader(pid);
        Runtime = new Runtimes(Reader.Code);
        Locks = new LeakedLocks(pid);
    }

    /// <summary>Reads its crashes.</summary>
    public CrashReader Reader { get; }

    /// <summary>The run-time in it.</summary>
    public Runtimes Runtime { get; private set; }

    /// <summary>Whether a fault at an instruction is its run-time's own business. One that was not there yet may be by now.</summary>
    public bool OwnsFault(ulong instruction)
    {
        Reader.Code.Refresh();
        if (Runtime.Name is null)
            Runtime = new Runtimes(Reader.Code);
        return Runtime.Owns(instruction);
    }

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

    /// <summary>How often it crashes.</summary>
    public CrashRate Rate { get; } = new();

    /// <summary>Which of its crashes are told of.</summary>
    public Telling Telling { get; } = new();

    /// <summary>Brings a thread past a crash; answers how, null if there is no way. Precondition: called on the tracer thread, the thread stands at the signal.</summary>
    /// <param name="crash">The crash.</param>
    /// <param name="switches">How often the thread has given up its processor by itself.</param>
    public string? Suppress(Crash crash, long switches)
    {
        var beyond = _series.Beyond(crash, switches);
        var mended = HeapRepair.Concerns(crash) ? HeapRepair.Mend(crash, Reader.Code) : [];
        var heap = mended.Count == 0 ? "" : $"; of the heap: {string.Join(", ", mended)}";
        Locks.NoteCrash(crash.Tid);
        if (new EscapePlan(Reader.Code.Read).Ways(crash, beyond).FirstOrDefault() is { } way)
        {
            ThreadSurgery.Apply(crash.Tid, way);
            _series.Note(crash, switches, beyond, way);
            return way + heap;
        }

        return ThreadSurgery.TrySkip(crash, Reader.Code.Read) ? $"the instruction is left out{heap}" : null;
    }
}
