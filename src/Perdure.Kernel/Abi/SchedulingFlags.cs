namespace Perdure.Kernel.Abi;

/// <summary>Flags of sched_attr (linux/sched.h). See sched_setattr(2).</summary>
[Flags]
[CConstants("linux/sched.h")]
public enum SchedulingFlags : ulong
{
    SCHED_FLAG_RESET_ON_FORK = 1,
    SCHED_FLAG_RECLAIM = 2,
    SCHED_FLAG_DL_OVERRUN = 4,
    SCHED_FLAG_KEEP_POLICY = 8,
    SCHED_FLAG_KEEP_PARAMS = 0x10,
    SCHED_FLAG_UTIL_CLAMP_MIN = 0x20,
    SCHED_FLAG_UTIL_CLAMP_MAX = 0x40,
}
