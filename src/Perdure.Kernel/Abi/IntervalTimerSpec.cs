using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>A timer of timer_settime or timerfd_settime: <c>struct itimerspec</c>, linux/time.h (32 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct itimerspec", "linux/time.h", FieldPrefix = "it_")]
public struct IntervalTimerSpec
{
    public TimeSpec Interval;
    public TimeSpec Value;
}
