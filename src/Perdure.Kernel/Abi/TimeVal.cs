using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Seconds and microseconds: <c>struct timeval</c>, linux/time.h (16 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct timeval", "linux/time.h")]
public struct TimeVal
{
    [CField("tv_sec")]
    public long Seconds;
    [CField("tv_usec")]
    public long Microseconds;
}
