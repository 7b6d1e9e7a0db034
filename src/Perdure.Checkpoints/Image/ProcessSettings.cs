namespace Perdure.Checkpoints.Image;

/// <summary>What a process has once, whatever its threads.</summary>
/// <param name="Executable">The program file.</param>
/// <param name="WorkingDirectory">cwd.</param>
/// <param name="WorkingDirectoryDeleted">Whether that directory has been removed.</param>
/// <param name="RootDirectory">The root directory, "/" unless chroot changed it.</param>
/// <param name="Umask">File mode creation mask.</param>
/// <param name="SignalActions">The actions that are not the default.</param>
/// <param name="PendingSignals">Signals queued for the process as a whole, as siginfo.</param>
/// <param name="Limits">Resource limits by number.</param>
/// <param name="IntervalTimers">ITIMER_REAL, VIRTUAL and PROF.</param>
/// <param name="PosixTimers">timer_create timers.</param>
/// <param name="IsSubreaper">PR_SET_CHILD_SUBREAPER.</param>
/// <param name="Dumpable">PR_SET_DUMPABLE.</param>
/// <param name="OomScoreAdjust">/proc/PID/oom_score_adj.</param>
/// <param name="CoreDumpFilter">/proc/PID/coredump_filter.</param>
/// <param name="AutogroupNice">The nice value of its autogroup; 0 where there is none.</param>
/// <param name="HugePagesDisabled">PR_SET_THP_DISABLE.</param>
/// <param name="MemoryDenyWriteExecute">PR_SET_MDWE flags.</param>
/// <param name="MemoryMerge">PR_SET_MEMORY_MERGE.</param>
/// <param name="MembarrierRegistrations">MEMBARRIER_CMD_REGISTER_* that were done.</param>
/// <param name="Cgroups">Lines of /proc/PID/cgroup.</param>
/// <param name="Namespaces">Inode numbers of its namespaces, by kind.</param>
public sealed record ProcessSettings(
    FileIdentity Executable,
    string WorkingDirectory,
    bool WorkingDirectoryDeleted,
    string RootDirectory,
    int Umask,
    IReadOnlyList<SignalActionImage> SignalActions,
    IReadOnlyList<byte[]> PendingSignals,
    IReadOnlyList<LimitImage> Limits,
    IReadOnlyList<IntervalTimerImage> IntervalTimers,
    IReadOnlyList<PosixTimerImage> PosixTimers,
    bool IsSubreaper,
    int Dumpable,
    int OomScoreAdjust,
    uint CoreDumpFilter,
    int AutogroupNice,
    bool HugePagesDisabled,
    ulong MemoryDenyWriteExecute,
    bool MemoryMerge,
    uint MembarrierRegistrations,
    IReadOnlyList<string> Cgroups,
    IReadOnlyDictionary<string, ulong> Namespaces);
