namespace Perdure.Kernel.Abi;

/// <summary>Later arguments of prctl (linux/prctl.h). See prctl(2).</summary>
[CConstants("linux/prctl.h")]
public static class PrctlArgument
{
    public const ulong PR_TSC_ENABLE = 1;
    public const ulong PR_TSC_SIGSEGV = 2;
    public const ulong PR_MCE_KILL_CLEAR = 0;
    public const ulong PR_MCE_KILL_SET = 1;
    public const ulong PR_MCE_KILL_LATE = 0;
    public const ulong PR_MCE_KILL_EARLY = 1;
    public const ulong PR_MCE_KILL_DEFAULT = 2;
    public const ulong PR_SET_MM_START_CODE = 1;
    public const ulong PR_SET_MM_END_CODE = 2;
    public const ulong PR_SET_MM_START_DATA = 3;
    public const ulong PR_SET_MM_END_DATA = 4;
    public const ulong PR_SET_MM_START_STACK = 5;
    public const ulong PR_SET_MM_START_BRK = 6;
    public const ulong PR_SET_MM_BRK = 7;
    public const ulong PR_SET_MM_ARG_START = 8;
    public const ulong PR_SET_MM_ARG_END = 9;
    public const ulong PR_SET_MM_ENV_START = 10;
    public const ulong PR_SET_MM_ENV_END = 11;
    public const ulong PR_SET_MM_AUXV = 12;
    public const ulong PR_SET_MM_EXE_FILE = 13;
    public const ulong PR_SET_MM_MAP = 14;
    public const ulong PR_SET_MM_MAP_SIZE = 15;
    public const ulong PR_SET_PTRACER_ANY = 0xffffffffffffffff;
    public const ulong PR_THP_DISABLE_EXCEPT_ADVISED = 2;
    public const ulong PR_CAP_AMBIENT_IS_SET = 1;
    public const ulong PR_CAP_AMBIENT_RAISE = 2;
    public const ulong PR_CAP_AMBIENT_LOWER = 3;
    public const ulong PR_CAP_AMBIENT_CLEAR_ALL = 4;
    public const ulong PR_SPEC_STORE_BYPASS = 0;
    public const ulong PR_SPEC_INDIRECT_BRANCH = 1;
    public const ulong PR_SPEC_L1D_FLUSH = 2;
    public const ulong PR_SPEC_NOT_AFFECTED = 0;
    public const ulong PR_SPEC_PRCTL = 1;
    public const ulong PR_SPEC_ENABLE = 2;
    public const ulong PR_SPEC_DISABLE = 4;
    public const ulong PR_SPEC_FORCE_DISABLE = 8;
    public const ulong PR_SPEC_DISABLE_NOEXEC = 16;
    public const ulong PR_SYS_DISPATCH_OFF = 0;
    public const ulong PR_SYS_DISPATCH_EXCLUSIVE_ON = 1;
    public const ulong PR_SYS_DISPATCH_INCLUSIVE_ON = 2;
    public const ulong PR_SYS_DISPATCH_ON = 1;
    public const ulong PR_SCHED_CORE_GET = 0;
    public const ulong PR_SCHED_CORE_CREATE = 1;
    public const ulong PR_SCHED_CORE_SHARE_TO = 2;
    public const ulong PR_SCHED_CORE_SHARE_FROM = 3;
    public const ulong PR_SCHED_CORE_MAX = 4;
    public const ulong PR_SCHED_CORE_SCOPE_THREAD = 0;
    public const ulong PR_SCHED_CORE_SCOPE_THREAD_GROUP = 1;
    public const ulong PR_SCHED_CORE_SCOPE_PROCESS_GROUP = 2;
    public const ulong PR_MDWE_REFUSE_EXEC_GAIN = 1;
    public const ulong PR_MDWE_NO_INHERIT = 2;
    public const ulong PR_SET_VMA_ANON_NAME = 0;
    public const ulong PR_TIMER_CREATE_RESTORE_IDS_OFF = 0;
    public const ulong PR_TIMER_CREATE_RESTORE_IDS_ON = 1;
    public const ulong PR_TIMER_CREATE_RESTORE_IDS_GET = 2;
    public const ulong PR_FUTEX_HASH_SET_SLOTS = 1;
    public const ulong PR_FUTEX_HASH_GET_SLOTS = 2;
}
