namespace Perdure.Kernel.Procfs;

/// <summary>/proc/PID/status or /proc/TID/status. Lines that a kernel doesn't have leave their property at its default. Sizes in KiB.</summary>
public sealed partial record ProcStatus
{
    /// <summary>The name of the thread (comm), unescaped.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The file mode creation mask; null for a kernel thread or a zombie.</summary>
    public int? Umask { get; internal set; }

    /// <summary>The letter of the state: R, S, D, T (stopped), t (traced), Z, X, I.</summary>
    public char State { get; internal set; } = '?';

    /// <summary>The process.</summary>
    public Pid Tgid { get; internal set; }

    /// <summary>The thread.</summary>
    public Tid Tid { get; internal set; }

    /// <summary>The parent process.</summary>
    public Pid Parent { get; internal set; }

    /// <summary>Who traces it; 0 for nobody.</summary>
    public Tid Tracer { get; internal set; }

    /// <summary>User ids.</summary>
    public IdSet Uid { get; internal set; }

    /// <summary>Group ids.</summary>
    public IdSet Gid { get; internal set; }

    /// <summary>Slots of the table of file descriptors.</summary>
    public int FdSize { get; internal set; }

    /// <summary>Supplementary groups.</summary>
    public IReadOnlyList<uint> Groups { get; internal set; } = [];

    /// <summary>The pid in each pid namespace, the outermost that this /proc shows first.</summary>
    public IReadOnlyList<int> NamespaceTgids { get; internal set; } = [];

    /// <summary>The tid in each pid namespace.</summary>
    public IReadOnlyList<int> NamespacePids { get; internal set; } = [];

    /// <summary>The process group in each pid namespace.</summary>
    public IReadOnlyList<int> NamespacePgids { get; internal set; } = [];

    /// <summary>The session in each pid namespace.</summary>
    public IReadOnlyList<int> NamespaceSids { get; internal set; } = [];

    /// <summary>Whether it is a kernel thread.</summary>
    public bool KernelThread { get; internal set; }

    /// <summary>How many threads the process has.</summary>
    public int Threads { get; internal set; }

    /// <summary>Whether a core is being written.</summary>
    public bool CoreDumping { get; internal set; }

    /// <summary>Whether transparent huge pages are allowed (PR_SET_THP_DISABLE); true where the kernel doesn't say.</summary>
    public bool ThpEnabled { get; internal set; } = true;

    /// <summary>Whether setuid programs and file capabilities are off for good.</summary>
    public bool NoNewPrivs { get; internal set; }

    /// <summary>0 none, 1 strict, 2 filter.</summary>
    public int Seccomp { get; internal set; }

    /// <summary>How many seccomp filters are in force.</summary>
    public int SeccompFilters { get; internal set; }

    /// <summary>Speculative store bypass, in the kernel's words.</summary>
    public string SpeculationStoreBypass { get; internal set; } = "";

    /// <summary>Speculation of indirect branches, in the kernel's words.</summary>
    public string SpeculationIndirectBranch { get; internal set; } = "";

    /// <summary>CPUs it may run on, as a list of ranges: "0-3,8".</summary>
    public string CpusAllowedList { get; internal set; } = "";

    /// <summary>Memory nodes it may use, as a list of ranges.</summary>
    public string MemsAllowedList { get; internal set; } = "";

    /// <summary>Features of the shadow stack: "shstk", "wrss".</summary>
    public string X86ThreadFeatures { get; internal set; } = "";

    /// <summary>Features of the shadow stack that are locked.</summary>
    public string X86ThreadFeaturesLocked { get; internal set; } = "";

    /// <summary>Mask of untagged address bits (LAM); all ones without.</summary>
    public ulong UntagMask { get; internal set; } = ulong.MaxValue;

    /// <summary>How often the thread has given up its processor by itself: to wait, or to stop for a tracer.</summary>
    public long VoluntaryContextSwitches { get; internal set; }

    /// <summary>Whether it has exited and waits for its parent.</summary>
    public bool IsZombie => State is 'Z' or 'X';

    /// <summary>Whether a signal or a tracer has stopped it.</summary>
    public bool IsStopped => State is 'T' or 't';
}
