using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>A timer of setitimer: <c>struct itimerval</c>, linux/time.h (32 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct itimerval", "linux/time.h", FieldPrefix = "it_")]
public struct IntervalTimerValue
{
    public TimeVal Interval;
    public TimeVal Value;
}
