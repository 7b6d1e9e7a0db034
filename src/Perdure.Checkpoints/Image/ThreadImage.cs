namespace Perdure.Checkpoints.Image;

/// <summary>One thread.</summary>
/// <param name="Tid">Its id.</param>
/// <param name="Name">comm.</param>
/// <param name="Registers">user_regs_struct in its order; an interrupted call is set back to its start.</param>
/// <param name="TimeLeft">For a call that is issued again: how long it may still wait.</param>
/// <param name="ExtendedState">The XSAVE area.</param>
/// <param name="SignalMask">Blocked signals.</param>
/// <param name="PendingSignals">Signals queued for the thread, as siginfo.</param>
/// <param name="AlternateStack">sigaltstack.</param>
/// <param name="RobustListHead">set_robust_list.</param>
/// <param name="RobustListLength">Its length.</param>
/// <param name="ClearChildTid">set_tid_address.</param>
/// <param name="Rseq">The registered rseq area.</param>
/// <param name="Scheduling">Policy, priority, affinity.</param>
/// <param name="Credentials">Users, groups, capabilities.</param>
/// <param name="ParentDeathSignal">PR_SET_PDEATHSIG.</param>
/// <param name="NoNewPrivileges">PR_SET_NO_NEW_PRIVS.</param>
/// <param name="SeccompMode">0 none, 1 strict, 2 filters.</param>
/// <param name="SeccompFilters">The filters, oldest first, as BPF instructions.</param>
/// <param name="Personality">personality(2).</param>
/// <param name="TimerSlackNanoseconds">PR_SET_TIMERSLACK.</param>
/// <param name="TscMode">PR_SET_TSC.</param>
/// <param name="IoFlusher">PR_SET_IO_FLUSHER.</param>
/// <param name="MachineCheckPolicy">PR_MCE_KILL.</param>
public sealed record ThreadImage(
    int Tid,
    string Name,
    IReadOnlyList<ulong> Registers,
    TimeLeftImage? TimeLeft,
    byte[] ExtendedState,
    ulong SignalMask,
    IReadOnlyList<byte[]> PendingSignals,
    AlternateStackImage AlternateStack,
    ulong RobustListHead,
    ulong RobustListLength,
    ulong ClearChildTid,
    RseqImage? Rseq,
    SchedulingImage Scheduling,
    CredentialsImage Credentials,
    int ParentDeathSignal,
    bool NoNewPrivileges,
    int SeccompMode,
    IReadOnlyList<byte[]> SeccompFilters,
    ulong Personality,
    ulong TimerSlackNanoseconds,
    int TscMode,
    bool IoFlusher,
    int MachineCheckPolicy);
