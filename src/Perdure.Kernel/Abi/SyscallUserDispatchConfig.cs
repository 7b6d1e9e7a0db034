using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Syscall user dispatch of a tracee: <c>struct ptrace_sud_config</c>, linux/ptrace.h (32 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct ptrace_sud_config", "linux/ptrace.h")]
public struct SyscallUserDispatchConfig
{
    public ulong Mode;
    public ulong Selector;
    public ulong Offset;
    [CField("len")]
    public ulong Length;
}
