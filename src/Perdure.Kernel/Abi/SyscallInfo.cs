using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>The system call of a stopped tracee: <c>struct ptrace_syscall_info</c>, linux/ptrace.h (88 bytes). The fields behind the stack pointer are a union; these are the ones of an entry.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct ptrace_syscall_info", "linux/ptrace.h")]
public struct SyscallInfo
{
    public byte Op;
    private readonly byte _pad0;
    private readonly byte _pad1;
    private readonly byte _pad2;
    public uint Arch;
    public ulong InstructionPointer;
    public ulong StackPointer;
    [CField("entry.nr")]
    public ulong Number;
    [CField("entry.args[0]")]
    public ulong Argument0;
    [CField("entry.args[1]")]
    public ulong Argument1;
    [CField("entry.args[2]")]
    public ulong Argument2;
    [CField("entry.args[3]")]
    public ulong Argument3;
    [CField("entry.args[4]")]
    public ulong Argument4;
    [CField("entry.args[5]")]
    public ulong Argument5;
    [CField("seccomp.ret_data")]
    public uint SeccompData;
    private readonly uint _pad3;

    /// <summary>At an exit: what the call returns.</summary>
    public readonly long ReturnValue => (long)Number;

    /// <summary>At an exit: whether it is an errno.</summary>
    public readonly bool IsError => (byte)Argument0 != 0;
}
