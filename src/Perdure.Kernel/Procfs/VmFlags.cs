namespace Perdure.Kernel.Procfs;

/// <summary>The two-letter marks of the line VmFlags in /proc/PID/smaps (fs/proc/task_mmu.c, show_smap_vma_flags).</summary>
[Flags]
public enum VmFlags : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>rd: readable.</summary>
    Readable = 1UL << 0,

    /// <summary>wr: writable.</summary>
    Writable = 1UL << 1,

    /// <summary>ex: executable.</summary>
    Executable = 1UL << 2,

    /// <summary>sh: shared.</summary>
    Shared = 1UL << 3,

    /// <summary>mr: may be made readable.</summary>
    MayRead = 1UL << 4,

    /// <summary>mw: may be made writable.</summary>
    MayWrite = 1UL << 5,

    /// <summary>me: may be made executable.</summary>
    MayExecute = 1UL << 6,

    /// <summary>ms: may be shared (the file was opened for writing).</summary>
    MayShare = 1UL << 7,

    /// <summary>gd: grows down, as a stack does.</summary>
    GrowsDown = 1UL << 8,

    /// <summary>pf: page frames only, no struct page.</summary>
    PageFrames = 1UL << 9,

    /// <summary>lo: locked (mlock, MAP_LOCKED).</summary>
    Locked = 1UL << 10,

    /// <summary>lf: locked as pages come in (MLOCK_ONFAULT).</summary>
    LockOnFault = 1UL << 11,

    /// <summary>io: memory of a device.</summary>
    Io = 1UL << 12,

    /// <summary>sr: MADV_SEQUENTIAL.</summary>
    SequentialRead = 1UL << 13,

    /// <summary>rr: MADV_RANDOM.</summary>
    RandomRead = 1UL << 14,

    /// <summary>dc: MADV_DONTFORK.</summary>
    DontCopy = 1UL << 15,

    /// <summary>de: may not be expanded by mremap.</summary>
    DontExpand = 1UL << 16,

    /// <summary>ac: counted against the commit limit.</summary>
    Accounted = 1UL << 17,

    /// <summary>nr: MAP_NORESERVE.</summary>
    NoReserve = 1UL << 18,

    /// <summary>ht: huge pages of hugetlbfs.</summary>
    HugeTlb = 1UL << 19,

    /// <summary>sf: synchronous page faults (DAX).</summary>
    SyncFault = 1UL << 20,

    /// <summary>ar: architecture-specific.</summary>
    ArchSpecific = 1UL << 21,

    /// <summary>wf: MADV_WIPEONFORK.</summary>
    WipeOnFork = 1UL << 22,

    /// <summary>dd: MADV_DONTDUMP.</summary>
    DontDump = 1UL << 23,

    /// <summary>sd: tracks soft-dirty bits.</summary>
    SoftDirty = 1UL << 24,

    /// <summary>mm: mixes page frames and pages.</summary>
    MixedMap = 1UL << 25,

    /// <summary>hg: MADV_HUGEPAGE.</summary>
    HugePage = 1UL << 26,

    /// <summary>nh: MADV_NOHUGEPAGE.</summary>
    NoHugePage = 1UL << 27,

    /// <summary>mg: MADV_MERGEABLE.</summary>
    Mergeable = 1UL << 28,

    /// <summary>um: userfaultfd, missing pages.</summary>
    UffdMissing = 1UL << 29,

    /// <summary>uw: userfaultfd, write protection.</summary>
    UffdWriteProtect = 1UL << 30,

    /// <summary>ui: userfaultfd, minor faults.</summary>
    UffdMinor = 1UL << 31,

    /// <summary>ss: shadow stack.</summary>
    ShadowStack = 1UL << 32,

    /// <summary>sl: sealed by mseal.</summary>
    Sealed = 1UL << 33,

    /// <summary>dp: droppable under memory pressure (MAP_DROPPABLE).</summary>
    Droppable = 1UL << 34,

    /// <summary>nl: non-linear (kernels before 4.0).</summary>
    NonLinear = 1UL << 35,

    /// <summary>mt, bt: marks of other architectures.</summary>
    OtherArchitecture = 1UL << 36,

    /// <summary>gu: may hold guard pages (MADV_GUARD_INSTALL).</summary>
    MaybeGuard = 1UL << 37,

    /// <summary>A mark that this program doesn't know.</summary>
    Unknown = 1UL << 63,
}
