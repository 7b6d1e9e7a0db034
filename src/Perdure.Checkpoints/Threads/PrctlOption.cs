namespace Perdure.Checkpoints.Threads;

/// <summary>PR_* of linux/prctl.h, as this room uses them in remote calls.</summary>
internal static class PrctlOption
{
    public const ulong PR_SET_PDEATHSIG = 1;
    public const ulong PR_GET_PDEATHSIG = 2;
    public const ulong PR_GET_DUMPABLE = 3;
    public const ulong PR_SET_DUMPABLE = 4;
    public const ulong PR_SET_KEEPCAPS = 8;
    public const ulong PR_SET_SECCOMP = 22;
    public const ulong PR_CAPBSET_DROP = 24;
    public const ulong PR_GET_TSC = 25;
    public const ulong PR_SET_TSC = 26;
    public const ulong PR_GET_SECUREBITS = 27;
    public const ulong PR_SET_SECUREBITS = 28;
    public const ulong PR_MCE_KILL = 33;
    public const ulong PR_MCE_KILL_GET = 34;
    public const ulong PR_SET_MM = 35;
    public const ulong PR_SET_CHILD_SUBREAPER = 36;
    public const ulong PR_GET_CHILD_SUBREAPER = 37;
    public const ulong PR_SET_NO_NEW_PRIVS = 38;
    public const ulong PR_GET_TID_ADDRESS = 40;
    public const ulong PR_SET_THP_DISABLE = 41;
    public const ulong PR_GET_THP_DISABLE = 42;
    public const ulong PR_CAP_AMBIENT = 47;
    public const ulong PR_SET_IO_FLUSHER = 57;
    public const ulong PR_GET_IO_FLUSHER = 58;
    public const ulong PR_SET_MDWE = 65;
    public const ulong PR_GET_MDWE = 66;
    public const ulong PR_SET_MEMORY_MERGE = 67;
    public const ulong PR_GET_MEMORY_MERGE = 68;
    public const ulong PR_TIMER_CREATE_RESTORE_IDS = 77;
}
