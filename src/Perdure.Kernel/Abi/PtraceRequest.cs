namespace Perdure.Kernel.Abi;

/// <summary>PTRACE_*, linux/ptrace.h and asm/ptrace-abi.h.</summary>
public enum PtraceRequest : long
{
#pragma warning disable CS1591 // ptrace(2) describes each of them under the same name.
    PTRACE_CONT = 7,
    PTRACE_SINGLESTEP = 9,
    PTRACE_GETREGS = 12,
    PTRACE_SETREGS = 13,
    PTRACE_DETACH = 17,
    PTRACE_SYSCALL = 24,
    PTRACE_SETOPTIONS = 0x4200,
    PTRACE_GETEVENTMSG = 0x4201,
    PTRACE_GETSIGINFO = 0x4202,
    PTRACE_SETSIGINFO = 0x4203,
    PTRACE_GETREGSET = 0x4204,
    PTRACE_SETREGSET = 0x4205,
    PTRACE_SEIZE = 0x4206,
    PTRACE_INTERRUPT = 0x4207,
    PTRACE_LISTEN = 0x4208,
    PTRACE_PEEKSIGINFO = 0x4209,
    PTRACE_GETSIGMASK = 0x420a,
    PTRACE_SETSIGMASK = 0x420b,
    PTRACE_SECCOMP_GET_FILTER = 0x420c,
    PTRACE_SECCOMP_GET_METADATA = 0x420d,
    PTRACE_GET_SYSCALL_INFO = 0x420e,
    PTRACE_GET_RSEQ_CONFIGURATION = 0x420f,
#pragma warning restore CS1591
}
