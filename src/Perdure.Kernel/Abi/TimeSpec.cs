using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Seconds and nanoseconds: <c>struct timespec</c>, linux/time.h (16 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct timespec", "linux/time.h")]
public struct TimeSpec
{
    [CField("tv_sec")]
    public long Seconds;
    [CField("tv_nsec")]
    public long Nanoseconds;
}
