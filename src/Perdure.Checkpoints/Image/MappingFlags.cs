namespace Perdure.Checkpoints.Image;

/// <summary>Marks of a mapping, from VmFlags of /proc/PID/smaps.</summary>
[Flags]
public enum MappingFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>gd: grows down.</summary>
    GrowsDown = 1 << 0,

    /// <summary>lo: locked.</summary>
    Locked = 1 << 1,

    /// <summary>lf: locked as pages are touched.</summary>
    LockedOnFault = 1 << 2,

    /// <summary>dc: not copied by fork.</summary>
    DontFork = 1 << 3,

    /// <summary>dd: not in a core.</summary>
    DontDump = 1 << 4,

    /// <summary>wf: zero after fork.</summary>
    WipeOnFork = 1 << 5,

    /// <summary>mg: pages may be merged.</summary>
    Mergeable = 1 << 6,

    /// <summary>hg: huge pages wanted.</summary>
    HugePage = 1 << 7,

    /// <summary>nh: no huge pages.</summary>
    NoHugePage = 1 << 8,

    /// <summary>sr: read in sequence.</summary>
    SequentialRead = 1 << 9,

    /// <summary>rr: read at random.</summary>
    RandomRead = 1 << 10,

    /// <summary>nr: no swap space reserved.</summary>
    NoReserve = 1 << 11,

    /// <summary>ht: hugetlb.</summary>
    HugeTlb = 1 << 12,

    /// <summary>sl: sealed.</summary>
    Sealed = 1 << 13,

    /// <summary>dp: droppable.</summary>
    Droppable = 1 << 14,
}
