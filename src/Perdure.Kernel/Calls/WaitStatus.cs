using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>What wait4 told of a thread: <c>int status</c>, sys/wait.h.</summary>
/// <param name="Raw">The status word.</param>
public readonly record struct WaitStatus(int Raw)
{
    /// <summary>It ended by exit.</summary>
    public bool Exited => (Raw & 0x7f) == 0;

    /// <summary>Its exit code. Precondition: <see cref="Exited"/>.</summary>
    public int ExitCode => (Raw >> 8) & 0xff;

    /// <summary>A signal ended it.</summary>
    public bool Signaled => (Raw & 0x7f) is not 0 and not 0x7f;

    /// <summary>The signal that ended it. Precondition: <see cref="Signaled"/>.</summary>
    public int TerminatingSignal => Raw & 0x7f;

    /// <summary>It is gone, one way or the other.</summary>
    public bool Ended => Exited || Signaled;

    /// <summary>It is stopped.</summary>
    public bool Stopped => (Raw & 0xff) == 0x7f;

    /// <summary>The signal of the stop; SIGTRAP | 0x80 for a system call. Precondition: <see cref="Stopped"/>.</summary>
    public int StopSignal => (Raw >> 8) & 0xff;

    /// <summary>The ptrace event of the stop.</summary>
    public PtraceEvent Event => (PtraceEvent)(Raw >> 16);

    /// <summary>Stopped by SIGSTOP and its like, together with its whole process.</summary>
    public bool IsGroupStop => Stopped && Event == PtraceEvent.PTRACE_EVENT_STOP && StopSignal != SignalNumber.SIGTRAP;

    /// <inheritdoc/>
    public override string ToString() => Stopped ? $"stopped by {StopSignal} ({Event})" : Exited ? $"exit {ExitCode}" : $"signal {TerminatingSignal}";
}
