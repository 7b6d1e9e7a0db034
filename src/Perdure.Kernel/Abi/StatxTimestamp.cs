using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>struct statx_timestamp of linux/stat.h.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct statx_timestamp", "linux/stat.h")]
public struct StatxTimestamp
{
    /// <summary>Seconds since 1970.</summary>
    public long tv_sec;

    /// <summary>Nanoseconds of the second.</summary>
    public uint tv_nsec;

    /// <summary>Padding.</summary>
    public int __reserved;
}
