using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Kernel.Features;

/// <summary>Following and filling memory.</summary>
internal static class MemoryProbes
{
    private const ulong SoftDirtyBit = 1UL << 55;
    private const string UffdHint = "a kernel with CONFIG_USERFAULTFD; where it is not permitted: sysctl vm.unprivileged_userfaultfd=1, or CAP_SYS_PTRACE";

    public static void AddTo(List<KernelFeature> features)
    {
        features.Add(KernelFeature.ByErrno("PAGEMAP_SCAN", Scan(), FeatureNeed.NeededFor, "short pauses of large programs", "Linux 6.7 or newer"));
        AddUserfaultfd(features);
        var entry = FeatureCalls.OwnFreshPageMapEntry();
        features.Add(KernelFeature.ByFact("soft-dirty bits", (entry.Or(0) & SoftDirtyBit) != 0, FeatureNeed.Optional, "older ways of finding changed pages", "", "a kernel with CONFIG_MEM_SOFT_DIRTY; perdure doesn't need it"));
        AddHugePages(features);
    }

    private static Errno Scan()
    {
        var opened = PagemapScan.Open(Pid.Self);
        if (!opened.Ok)
            return opened.Error;
        using var pagemap = opened.Value;
        var maps = ProcMaps.Read(Pid.Self);
        if (!maps.Ok || maps.Value.Count == 0)
            return Errno.ENOENT;
        Span<PageRegion> regions = stackalloc PageRegion[1];
        var query = new PagemapScanQuery
        {
            Start = maps.Value[0].Start,
            End = maps.Value[0].End,
            AnyOf = PageCategory.PAGE_IS_PRESENT | PageCategory.PAGE_IS_SWAPPED,
            Return = PageCategory.PAGE_IS_PRESENT,
        };
        return PagemapScan.Scan(pagemap, query, regions).Error;
    }

    private static void AddUserfaultfd(List<KernelFeature> features)
    {
        const ulong quiet = UffdConstants.O_CLOEXEC | UffdConstants.O_NONBLOCK;
        var created = Userfaultfd.Create(quiet | UffdConstants.UFFD_USER_MODE_ONLY);
        features.Add(KernelFeature.ByErrno("userfaultfd", created.Error, FeatureNeed.NeededFor, "short pauses, lazy restore", UffdHint));
        if (!created.Ok)
            return;
        using var fd = created.Value;
        var offered = Userfaultfd.Api(fd, 0).Or(default).Features;
        Add(UffdFeatures.UFFD_FEATURE_WP_ASYNC, "short pauses of large programs", "Linux 6.7 or newer");
        Add(UffdFeatures.UFFD_FEATURE_WP_UNPOPULATED, "short pauses of large programs", "Linux 6.4 or newer");
        Add(UffdFeatures.UFFD_FEATURE_MISSING_SHMEM, "lazy restore of shared memory", "Linux 4.11 or newer");
        features.Add(KernelFeature.ByErrno("userfaultfd EVENT_FORK", AskForForkEvents(), FeatureNeed.NeededFor, "lazy restore of programs that fork", "needs CAP_SYS_PTRACE"));

        var full = Userfaultfd.Create(quiet);
        if (full.Ok)
            full.Value.Dispose();
        features.Add(KernelFeature.ByErrno("userfaultfd for faults in the kernel", full.Error, FeatureNeed.NeededFor, "lazy restore", "run as root, or sysctl vm.unprivileged_userfaultfd=1"));

        void Add(UffdFeatures feature, string use, string hint) =>
            features.Add(KernelFeature.ByFact($"userfaultfd {feature.ToString()["UFFD_FEATURE_".Length..]}", offered.HasFlag(feature), FeatureNeed.NeededFor, use, "", hint));
    }

    /// <summary>The kernel offers this feature to everyone, and gives it to who may trace.</summary>
    private static Errno AskForForkEvents()
    {
        var created = Userfaultfd.Create(UffdConstants.O_CLOEXEC | UffdConstants.UFFD_USER_MODE_ONLY);
        if (!created.Ok)
            return created.Error;
        using var fd = created.Value;
        return Userfaultfd.Api(fd, UffdFeatures.UFFD_FEATURE_EVENT_FORK).Error;
    }

    private static void AddHugePages(List<KernelFeature> features)
    {
        var transparent = ProcFile.Read("/sys/kernel/mm/transparent_hugepage/enabled", ProcLimits.RecordBytes);
        var off = !transparent.Ok;
        if (transparent.Ok)
        {
            using var text = transparent.Value;
            off = text.Span.IndexOf("[never]"u8) >= 0;
        }
        features.Add(KernelFeature.ByFact("transparent huge pages", !off, FeatureNeed.Optional, "speed", "", "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled"));
        var reserved = ProcSettings.Sysctl("/proc/sys/vm/nr_hugepages").Or(0);
        features.Add(KernelFeature.ByFact("hugetlb pages", reserved > 0, FeatureNeed.Optional, "restoring programs that use them", $"{reserved} reserved", "sysctl vm.nr_hugepages=N"));
    }
}
