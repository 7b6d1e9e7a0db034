namespace Perdure.Kernel.Procfs;

/// <summary>One mapping of /proc/PID/smaps. Sizes are in KiB, as the kernel writes them.</summary>
public sealed record SmapsEntry
{
    /// <summary>The columns that maps has too.</summary>
    public required MapEntry Map { get; init; }

    /// <summary>The marks of the mapping.</summary>
    public VmFlags Flags { get; internal set; }

    /// <summary>Size of its pages: 4, or that of its huge pages.</summary>
    public long KernelPageKilobytes { get; internal set; }

    /// <summary>What is in memory.</summary>
    public long RssKilobytes { get; internal set; }

    /// <summary>What is in memory and belongs to no file.</summary>
    public long AnonymousKilobytes { get; internal set; }

    /// <summary>What is in transparent huge pages.</summary>
    public long AnonHugePagesKilobytes { get; internal set; }

    /// <summary>What MADV_FREE has given away and the kernel hasn't taken yet.</summary>
    public long LazyFreeKilobytes { get; internal set; }

    /// <summary>What is swapped out.</summary>
    public long SwapKilobytes { get; internal set; }

    /// <summary>What is locked.</summary>
    public long LockedKilobytes { get; internal set; }

    /// <summary>What is in memory of shared hugetlbfs pages.</summary>
    public long SharedHugeTlbKilobytes { get; internal set; }

    /// <summary>What is in memory of private hugetlbfs pages.</summary>
    public long PrivateHugeTlbKilobytes { get; internal set; }

    /// <summary>Whether transparent huge pages may come.</summary>
    public bool ThpEligible { get; internal set; }

    /// <summary>The protection key; 0 without.</summary>
    public int ProtectionKey { get; internal set; }
}
