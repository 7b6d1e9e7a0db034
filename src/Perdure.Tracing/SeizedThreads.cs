using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Tracing;

/// <summary>
/// Threads that stay seized between operations. Whoever freezes them gives them back; what is seen of them meanwhile that is not about the freeze waits here for their keeper.
/// Precondition of every member but <see cref="Tracer"/>: called on the tracer thread.
/// </summary>
/// <param name="tracer">The thread that has them seized.</param>
public sealed class SeizedThreads(TracerThread tracer)
{
    /// <summary>What a seized thread tells of, and what its threads and children inherit.</summary>
    public const PtraceOptions Options = PtraceOptions.PTRACE_O_TRACESYSGOOD | PtraceOptions.PTRACE_O_TRACECLONE | PtraceOptions.PTRACE_O_TRACEFORK | PtraceOptions.PTRACE_O_TRACEVFORK | PtraceOptions.PTRACE_O_TRACEEXEC;

    /// <summary>The thread that has them seized.</summary>
    public TracerThread Tracer { get; } = tracer;

    private readonly HashSet<Pid> _leftAlone = [];
    private readonly Queue<(Tid Tid, WaitStatus Status)> _deferred = new();

    /// <summary>Processes that are left alone from here on: whoever freezes them lets go of them.</summary>
    public void LeaveAlone(Pid pid) => _leftAlone.Add(pid);

    /// <summary>Whether the threads of a process stay seized.</summary>
    internal bool Keeps(Pid pid) => !_leftAlone.Contains(pid);

    /// <summary>What was seen and not acted upon; the thread still stands there if the status is a stop.</summary>
    public bool TryTakeDeferred(out Tid tid, out WaitStatus status)
    {
        var any = _deferred.TryDequeue(out var first);
        (tid, status) = first;
        return any;
    }

    /// <summary>Whether a signal may be the consequence of a fault.</summary>
    public static bool MayBeCrash(int signal) =>
        signal is SignalNumber.SIGSEGV or SignalNumber.SIGBUS or SignalNumber.SIGFPE or SignalNumber.SIGILL or SignalNumber.SIGABRT or SignalNumber.SIGTRAP;

    /// <summary>Whether a stop is the keeper's to decide on.</summary>
    internal static bool IsForKeeper(WaitStatus status) => status is { Stopped: true, Event: PtraceEvent.None } && MayBeCrash(status.StopSignal);

    internal void Defer(Tid tid, WaitStatus status) => _deferred.Enqueue((tid, status));
}
