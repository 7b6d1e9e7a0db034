namespace Perdure.Checkpoints.Image;

/// <summary>How a thread is scheduled: <c>struct sched_attr</c> and its neighbours.</summary>
/// <param name="Policy">SCHED_*.</param>
/// <param name="Flags">SCHED_FLAG_*.</param>
/// <param name="Nice">Nice value.</param>
/// <param name="Priority">Real-time priority.</param>
/// <param name="RuntimeNanoseconds">SCHED_DEADLINE.</param>
/// <param name="DeadlineNanoseconds">SCHED_DEADLINE.</param>
/// <param name="PeriodNanoseconds">SCHED_DEADLINE.</param>
/// <param name="UtilizationMin">Clamp.</param>
/// <param name="UtilizationMax">Clamp.</param>
/// <param name="Affinity">CPU mask.</param>
/// <param name="IoPriority">ioprio_get.</param>
/// <param name="MemoryPolicy">MPOL_* with its flags.</param>
/// <param name="MemoryPolicyNodes">Node mask.</param>
public sealed record SchedulingImage(
    uint Policy,
    ulong Flags,
    int Nice,
    uint Priority,
    ulong RuntimeNanoseconds,
    ulong DeadlineNanoseconds,
    ulong PeriodNanoseconds,
    uint UtilizationMin,
    uint UtilizationMax,
    byte[] Affinity,
    int IoPriority,
    int MemoryPolicy,
    byte[] MemoryPolicyNodes);
