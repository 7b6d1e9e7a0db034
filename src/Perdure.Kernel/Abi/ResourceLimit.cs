using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>A resource limit; all ones is no limit: <c>struct rlimit64</c>, linux/resource.h (16 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct rlimit64", "linux/resource.h")]
public struct ResourceLimit
{
    [CField("rlim_cur")]
    public ulong Soft;
    [CField("rlim_max")]
    public ulong Hard;
}
