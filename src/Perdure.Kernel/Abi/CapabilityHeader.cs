using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Whose capabilities: <c>struct __user_cap_header_struct</c>, linux/capability.h (8 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct __user_cap_header_struct", "linux/capability.h")]
public struct CapabilityHeader
{
    public uint Version;
    public int Pid;
}
