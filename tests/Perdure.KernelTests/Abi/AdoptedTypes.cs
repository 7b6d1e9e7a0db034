namespace Perdure.KernelTests.Abi;

/// <summary>C names of types that don't carry the attributes themselves.</summary>
internal static class AdoptedTypes
{
    public static readonly IReadOnlyDictionary<string, CName> Names = new Dictionary<string, CName>
    {
        ["Errno"] = new("", "errno.h"),
        ["IoVec"] = new("struct iovec", "sys/uio.h"),
        ["PtraceEvent"] = new("", "linux/ptrace.h"),
        ["PtraceOptions"] = new("", "linux/ptrace.h"),
        ["PtraceRequest"] = new("", "linux/ptrace.h asm/ptrace-abi.h"),
        ["SignalNumber"] = new("", "signal.h"),
        ["SyscallNumber"] = new("__NR_", "asm/unistd_64.h"),
        ["UserRegs"] = new("struct user_regs_struct", "sys/user.h"),
    };

    public static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["IoVec.Base"] = "iov_base",
        ["IoVec.Length"] = "iov_len",
    };
}
