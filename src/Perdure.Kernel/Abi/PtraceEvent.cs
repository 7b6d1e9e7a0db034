namespace Perdure.Kernel.Abi;

/// <summary>PTRACE_EVENT_*, linux/ptrace.h: what stands in bits 16 and up of a wait status.</summary>
public enum PtraceEvent
{
    /// <summary>No event: an ordinary stop.</summary>
    None = 0,

    /// <summary>A fork.</summary>
    PTRACE_EVENT_FORK = 1,

    /// <summary>A vfork.</summary>
    PTRACE_EVENT_VFORK = 2,

    /// <summary>A clone.</summary>
    PTRACE_EVENT_CLONE = 3,

    /// <summary>An exec.</summary>
    PTRACE_EVENT_EXEC = 4,

    /// <summary>The end of a vfork.</summary>
    PTRACE_EVENT_VFORK_DONE = 5,

    /// <summary>A thread is about to exit.</summary>
    PTRACE_EVENT_EXIT = 6,

    /// <summary>A seccomp filter asked for the tracer.</summary>
    PTRACE_EVENT_SECCOMP = 7,

    /// <summary>A stop after PTRACE_INTERRUPT, a group stop, or a new traced thread.</summary>
    PTRACE_EVENT_STOP = 128,
}
