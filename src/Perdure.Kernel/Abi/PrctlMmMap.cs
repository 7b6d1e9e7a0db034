using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>The areas of an address space for PR_SET_MM_MAP: <c>struct prctl_mm_map</c>, linux/prctl.h (104 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct prctl_mm_map", "linux/prctl.h")]
public struct PrctlMmMap
{
    public ulong StartCode;
    public ulong EndCode;
    public ulong StartData;
    public ulong EndData;
    public ulong StartBrk;
    public ulong Brk;
    public ulong StartStack;
    public ulong ArgStart;
    public ulong ArgEnd;
    public ulong EnvStart;
    public ulong EnvEnd;
    public ulong Auxv;
    public uint AuxvSize;
    public int ExeFd;
}
