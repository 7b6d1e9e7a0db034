namespace Perdure.Kernel.Procfs;

/// <summary>The sizes of /proc/PID/status, in KiB.</summary>
public sealed partial record ProcStatus
{
    /// <summary>The largest address space so far.</summary>
    public long VmPeakKilobytes { get; internal set; }

    /// <summary>The address space.</summary>
    public long VmSizeKilobytes { get; internal set; }

    /// <summary>Locked by mlock.</summary>
    public long VmLockedKilobytes { get; internal set; }

    /// <summary>Pinned for devices or io_uring.</summary>
    public long VmPinnedKilobytes { get; internal set; }

    /// <summary>The largest resident set so far.</summary>
    public long VmHighWaterKilobytes { get; internal set; }

    /// <summary>The resident set.</summary>
    public long VmRssKilobytes { get; internal set; }

    /// <summary>Resident and anonymous.</summary>
    public long RssAnonKilobytes { get; internal set; }

    /// <summary>Resident and of files.</summary>
    public long RssFileKilobytes { get; internal set; }

    /// <summary>Resident and of shmem: shared anonymous memory, memfd, tmpfs, System V.</summary>
    public long RssShmemKilobytes { get; internal set; }

    /// <summary>Private writable mappings.</summary>
    public long VmDataKilobytes { get; internal set; }

    /// <summary>Stacks.</summary>
    public long VmStackKilobytes { get; internal set; }

    /// <summary>Page tables.</summary>
    public long VmPageTablesKilobytes { get; internal set; }

    /// <summary>Swapped out.</summary>
    public long VmSwapKilobytes { get; internal set; }

    /// <summary>Pages of hugetlbfs.</summary>
    public long HugetlbKilobytes { get; internal set; }

    private bool SetMemory(ReadOnlySpan<byte> key, ByteCursor value)
    {
        var matched = true;
        if (key.SequenceEqual("VmPeak"u8))
            VmPeakKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("VmSize"u8))
            VmSizeKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("VmLck"u8))
            VmLockedKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("VmPin"u8))
            VmPinnedKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("VmHWM"u8))
            VmHighWaterKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("VmRSS"u8))
            VmRssKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("RssAnon"u8))
            RssAnonKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("RssFile"u8))
            RssFileKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("RssShmem"u8))
            RssShmemKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("VmData"u8))
            VmDataKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("VmStk"u8))
            VmStackKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("VmPTE"u8))
            VmPageTablesKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("VmSwap"u8))
            VmSwapKilobytes = value.SignedDecimal();
        else if (key.SequenceEqual("HugetlbPages"u8))
            HugetlbKilobytes = value.SignedDecimal();
        else
            matched = false;
        return matched;
    }
}
