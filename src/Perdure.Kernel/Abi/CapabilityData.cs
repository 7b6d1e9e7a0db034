using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>32 capabilities of each kind: <c>struct __user_cap_data_struct</c>, linux/capability.h (12 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct __user_cap_data_struct", "linux/capability.h")]
public struct CapabilityData
{
    public uint Effective;
    public uint Permitted;
    public uint Inheritable;
}
