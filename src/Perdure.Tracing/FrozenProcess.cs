using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Tracing;

/// <summary>
/// A process all of whose threads are stopped. Disposing lets go of all of them. Precondition of every member: called on the tracer thread.
/// </summary>
public sealed class FrozenProcess : IDisposable
{
    private readonly Dictionary<Tid, Tracee> _threads = [];

    private readonly SchedulerClock _clock;
    private readonly SeizedThreads? _keeper;

    private FrozenProcess(Pid pid, SchedulerClock clock, SeizedThreads? keeper)
    {
        Pid = pid;
        _clock = clock;
        _keeper = keeper?.Keeps(pid) == true ? keeper : null;
    }

    /// <summary>The process.</summary>
    public Pid Pid { get; }

    /// <summary>When its first thread was asked to stop, in ticks of <see cref="Stopwatch"/>; 0 before.</summary>
    public long Since { get; private set; }

    /// <summary>Its stopped threads, the leader first, then by tid.</summary>
    public IReadOnlyList<Tracee> Threads { get; private set; } = [];

    /// <summary>The thread whose tid is the pid.</summary>
    public Tracee Leader => Threads[0];

    /// <summary>Whether the process was stopped by SIGSTOP or its like, and stays so when we let go of it.</summary>
    public bool IsInGroupStop => Leader.IsInGroupStop;

    /// <summary>Attaches to the threads that are there now and asks each to stop, without waiting.</summary>
    internal static FrozenProcess BeginFreeze(Pid pid, SchedulerClock clock, SeizedThreads? keeper)
    {
        var process = new FrozenProcess(pid, clock, keeper);
        try
        {
            process.SeizeNewThreads();
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Waits until every thread is stopped, those included that are started meanwhile.</summary>
    internal void FinishFreeze(int timeoutMilliseconds)
    {
        do
        {
            foreach (var thread in _threads.Values)
                WaitUntilStopped(thread, timeoutMilliseconds);
        }
        while (SeizeNewThreads());
        if (!_threads.ContainsKey(Pid.Leader))
            throw new PerdureException($"process {Pid} has ended", exitCode: ExitCode.TargetDied);
        if (_threads.Values.Any(thread => thread.IsHeld))
            throw new PerdureException($"process {Pid} has just crashed, and is being recovered", "try again");
        foreach (var thread in _threads.Values)
        {
            thread.UndoSpuriousInterrupt();
            RestartableSequence.Abort(thread);
        }

        Threads = [.. _threads.Values.OrderBy(thread => thread.Tid.Value == Pid.Value ? int.MinValue : thread.Tid.Value)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The leader last: the end of a killed process is told only when its other threads are buried.
        foreach (var thread in _threads.Values.OrderBy(thread => thread.Tid == Pid.Leader))
            thread.Release();
        _threads.Clear();
    }

    private void WaitUntilStopped(Tracee thread, int timeoutMilliseconds)
    {
        if (thread.IsStopped)
            return;
        switch (thread.WaitForInterrupt(timeoutMilliseconds))
        {
            case StopOutcome.Gone:
                _threads.Remove(thread.Tid);
                break;
            case StopOutcome.TimedOut:
                throw new ThreadDoesNotStopException(Pid, thread.Tid);
        }
    }

    private bool SeizeNewThreads()
    {
        // All clocks are read before the first thread is asked to stop: from then on the program stands still.
        var found = ListThreads().Where(tid => !_threads.ContainsKey(tid)).Select(tid => new Tracee(Pid, tid, _keeper) { WaitedNanoseconds = _clock.Waited(Pid, tid) }).ToList();
        var any = false;
        using var watch = found.Count + _threads.Count > 1 ? new SeizeWatch(Pid) : null;
        foreach (var thread in found)
        {
            if (!TrySeize(thread.Tid))
                continue;
            _threads.Add(thread.Tid, thread);
            if (Since == 0)
                Since = Stopwatch.GetTimestamp();
            _ = Ptrace.Interrupt(thread.Tid);
            any = true;
        }

        return any;
    }

    /// <summary>A thread that is about to be born or to die can't be seized for a moment.</summary>
    private bool TrySeize(Tid tid)
    {
        const int tries = 20;
        for (var attempt = 1; ; attempt++)
        {
            var seized = Ptrace.Seize(tid, _keeper is null ? PtraceOptions.PTRACE_O_TRACESYSGOOD : SeizedThreads.Options);
            if (seized.Ok || IsOurs(tid))
                return true;
            if (seized.Error == Errno.ESRCH || IsDying(tid))
                return false;
            if (attempt == tries)
                seized.OrThrow($"attach to thread {tid} of process {Pid}", TraceHint(seized.Error));
            Thread.Sleep(1);
        }
    }

    private static string TraceHint(Errno error)
    {
        var scope = error == Errno.EPERM ? ProcSettings.Sysctl("/proc/sys/kernel/yama/ptrace_scope").Or(0) : 0;
        return scope == 0
            ? "is it traced by a debugger, or owned by another user?"
            : $"kernel.yama.ptrace_scope is {scope}: without root only programs that descend from perdure can be taken (perdure run); or sysctl kernel.yama.ptrace_scope=0, or setcap cap_sys_ptrace+ep perdure";
    }

    /// <summary>Whether we have it already: a thread that would not stop in an earlier try could not be let go of.</summary>
    private static bool IsOurs(Tid tid) =>
        ProcStatus.Read(tid) is { Ok: true, Value.Tracer: var tracer } && tracer.Value != 0 && ProcStatus.Read(tracer) is { Ok: true, Value.Tgid: var owner } && owner == Pid.Self;

    private IReadOnlyList<Tid> ListThreads()
    {
        var threads = ProcTasks.Threads(Pid);
        return threads is { Ok: true, Value.Count: > 0 } ? threads.Value : throw new PerdureException($"process {Pid} has ended", exitCode: ExitCode.TargetDied);
    }

    private bool IsDying(Tid tid) => ProcStat.Read(Pid, tid) is { Ok: false } or { Value.State: 'Z' or 'X' };
}
