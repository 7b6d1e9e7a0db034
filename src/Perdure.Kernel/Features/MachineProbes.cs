using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Kernel.Features;

/// <summary>The kernel's version and limits, and what surrounds us.</summary>
internal static class MachineProbes
{
    /// <summary>pidfd_getfd came with 5.6, close_range with 5.9, CAP_CHECKPOINT_RESTORE with 5.9, PTRACE_GET_RSEQ_CONFIGURATION with 5.13.</summary>
    private static readonly Version Oldest = new(5, 13);

    public static void AddTo(List<KernelFeature> features)
    {
        var version = Environment.OSVersion.Version;
        features.Add(KernelFeature.ByFact("kernel version", version >= Oldest, FeatureNeed.Required, "everything", version.ToString(3), $"perdure needs Linux {Oldest} or newer; 6.7 or newer for short pauses"));
        AddRestrictions(features);
        AddLimits(features);
        var counter = FeatureCalls.OpenInstructionCounter();
        if (counter.Ok)
            counter.Value.Dispose();
        features.Add(KernelFeature.ByErrno("hardware performance counters", counter.Error, FeatureNeed.Optional, "counting instructions", "virtual machines often have none; else: sysctl kernel.perf_event_paranoid=2"));
    }

    private static void AddRestrictions(List<KernelFeature> features)
    {
        var status = ProcStatus.Read(Pid.Self);
        if (!status.Ok)
            return;
        var filtered = status.Value.Seccomp != 0;
        features.Add(new KernelFeature(
            "no seccomp filter on perdure", filtered ? FeatureState.NotPermitted : FeatureState.Present, FeatureNeed.Optional, "all calls of perdure",
            filtered ? $"{status.Value.SeccompFilters} filters" : "", filtered ? "in a container: --security-opt seccomp=unconfined" : ""));
        features.Add(new KernelFeature(
            "new privileges", status.Value.NoNewPrivs ? FeatureState.NotPermitted : FeatureState.Present, FeatureNeed.Optional, "programs that gain privileges when executed",
            status.Value.NoNewPrivs ? "no_new_privs is set" : "", status.Value.NoNewPrivs ? "in a container: without --security-opt no-new-privileges" : ""));
    }

    private static void AddLimits(List<KernelFeature> features)
    {
        var lowest = ProcSettings.Sysctl("/proc/sys/vm/mmap_min_addr").Or(-1);
        features.Add(KernelFeature.ByFact("mmap_min_addr", lowest >= 0, FeatureNeed.Optional, "programs that map low addresses", $"{lowest}", "mount /proc"));
        var pids = ProcSettings.Sysctl("/proc/sys/kernel/pid_max").Or(-1);
        features.Add(KernelFeature.ByFact("pid_max", pids >= 0, FeatureNeed.Optional, "restoring with the same pids", $"{pids}", "mount /proc"));
    }
}
