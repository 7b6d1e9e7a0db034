namespace Perdure.Kernel.Abi;

/// <summary>Scheduling policies (linux/sched.h). See sched(7).</summary>
[CConstants("linux/sched.h")]
public enum SchedulingPolicy : uint
{
    SCHED_NORMAL = 0,
    SCHED_FIFO = 1,
    SCHED_RR = 2,
    SCHED_BATCH = 3,
    SCHED_IDLE = 5,
    SCHED_DEADLINE = 6,
    SCHED_EXT = 7,
}
