using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Kernel.Features;

/// <summary>Giving a new process the identity of an old one.</summary>
internal static class IdentityProbes
{
    private const string CapabilityHint = "needs CAP_CHECKPOINT_RESTORE or CAP_SYS_ADMIN (root, or setcap cap_checkpoint_restore+ep); else restore with --pid new";
    private const string ConfigHint = "a kernel with CONFIG_CHECKPOINT_RESTORE";

    public static void AddTo(List<KernelFeature> features)
    {
        var clone = FeatureCalls.CloneWithOwnPid();
        features.Add(KernelFeature.ByErrno("clone3 with a chosen pid", clone == Errno.EEXIST ? Errno.None : clone, FeatureNeed.NeededFor, "restoring with the same pids", CapabilityHint));
        AddLastPid(features);
        features.Add(KernelFeature.ByErrno("PR_SET_MM_MAP", AskMmMapSize().Error, FeatureNeed.Required, "command line, heap and stack limits", ConfigHint));
        var timers = ProcTimers.Read(Pid.Self);
        features.Add(KernelFeature.ByErrno("/proc/PID/timers", timers.Error, FeatureNeed.NeededFor, "programs with POSIX timers", ConfigHint));
        var exact = Prctl.Request(PrctlOption.PR_TIMER_CREATE_RESTORE_IDS, PrctlArgument.PR_TIMER_CREATE_RESTORE_IDS_GET);
        features.Add(KernelFeature.ByErrno("PR_TIMER_CREATE_RESTORE_IDS", exact.Error, FeatureNeed.Optional, "restoring many POSIX timers fast", "Linux 6.15 or newer"));
    }

    /// <summary>The file opens for everyone, and the kernel checks the capability at the write, which the probe doesn't make.</summary>
    private static void AddLastPid(List<KernelFeature> features)
    {
        var error = FeatureCalls.TryOpen("/proc/sys/kernel/ns_last_pid", forWriting: true);
        var held = Credentials.GetCapabilities(default).Or(default);
        if (error == Errno.None && !held.Has(Capability.CAP_CHECKPOINT_RESTORE) && !held.Has(Capability.CAP_SYS_ADMIN))
            error = Errno.EPERM;
        features.Add(KernelFeature.ByErrno("ns_last_pid", error, FeatureNeed.Optional, "the same pids where clone3 may not choose", CapabilityHint));
    }

    /// <summary>Asks how large the kernel's own struct is: the one request of PR_SET_MM that changes nothing.</summary>
    public static unsafe KernelResult<int> AskMmMapSize()
    {
        uint size = 0;
        return Prctl.Request(PrctlOption.PR_SET_MM, PrctlArgument.PR_SET_MM_MAP_SIZE, (ulong)&size);
    }
}
