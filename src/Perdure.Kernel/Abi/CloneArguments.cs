using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Arguments of clone3: <c>struct clone_args</c>, linux/sched.h (88 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct clone_args", "linux/sched.h")]
public struct CloneArguments
{
    public CloneFlags Flags;
    public ulong Pidfd;
    public ulong ChildTid;
    public ulong ParentTid;
    public ulong ExitSignal;
    public ulong Stack;
    public ulong StackSize;
    public ulong Tls;
    public ulong SetTid;
    public ulong SetTidSize;
    public ulong Cgroup;
}
