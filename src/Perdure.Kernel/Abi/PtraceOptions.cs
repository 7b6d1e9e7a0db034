namespace Perdure.Kernel.Abi;

/// <summary>PTRACE_O_*, linux/ptrace.h.</summary>
[Flags]
public enum PtraceOptions : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Syscall stops are SIGTRAP | 0x80.</summary>
    PTRACE_O_TRACESYSGOOD = 0x01,

    /// <summary>Stop at fork, trace the child.</summary>
    PTRACE_O_TRACEFORK = 0x02,

    /// <summary>Stop at vfork, trace the child.</summary>
    PTRACE_O_TRACEVFORK = 0x04,

    /// <summary>Stop at clone, trace the child.</summary>
    PTRACE_O_TRACECLONE = 0x08,

    /// <summary>Stop at exec.</summary>
    PTRACE_O_TRACEEXEC = 0x10,

    /// <summary>Stop when a vfork is over.</summary>
    PTRACE_O_TRACEVFORKDONE = 0x20,

    /// <summary>Stop before the exit of a thread.</summary>
    PTRACE_O_TRACEEXIT = 0x40,

    /// <summary>Stop at a seccomp filter's SECCOMP_RET_TRACE.</summary>
    PTRACE_O_TRACESECCOMP = 0x80,

    /// <summary>Kill the tracee when the tracer ends.</summary>
    PTRACE_O_EXITKILL = 0x100000,

    /// <summary>Suspend the tracee's seccomp filters while it is traced.</summary>
    PTRACE_O_SUSPEND_SECCOMP = 0x200000,
}
