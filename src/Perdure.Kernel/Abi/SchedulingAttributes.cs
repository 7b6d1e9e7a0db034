using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Scheduling of a thread: <c>struct sched_attr</c>, linux/sched/types.h (56 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct sched_attr", "linux/types.h linux/sched/types.h", FieldPrefix = "sched_")]
public struct SchedulingAttributes
{
    [CField("size")]
    public uint Size;
    public SchedulingPolicy Policy;
    public SchedulingFlags Flags;
    public int Nice;
    public uint Priority;
    [CField("sched_runtime")]
    public ulong RuntimeNanoseconds;
    [CField("sched_deadline")]
    public ulong DeadlineNanoseconds;
    [CField("sched_period")]
    public ulong PeriodNanoseconds;
    public uint UtilMin;
    public uint UtilMax;
}
