using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Kernel.Features;

/// <summary>The capabilities that perdure makes use of. Without any it works on programs of the same user.</summary>
internal static class CapabilityProbes
{
    private static readonly (Capability Capability, string Use)[] Uses =
    [
        (Capability.CAP_SYS_PTRACE, "programs of other users"),
        (Capability.CAP_CHECKPOINT_RESTORE, "the same pids; mapped files that are deleted"),
        (Capability.CAP_SYS_ADMIN, "seccomp filters; namespaces"),
        (Capability.CAP_SYS_RESOURCE, "raising limits; the exe link; OOM score below 0"),
        (Capability.CAP_SYS_NICE, "real-time policies; nice values below 0"),
        (Capability.CAP_SETUID, "programs of other users"),
        (Capability.CAP_SETGID, "programs of other groups"),
        (Capability.CAP_SETPCAP, "bounding sets of capabilities; securebits"),
        (Capability.CAP_DAC_OVERRIDE, "files of other users"),
        (Capability.CAP_KILL, "ending programs of other users"),
        (Capability.CAP_IPC_LOCK, "locked memory beyond the limit"),
        (Capability.CAP_IPC_OWNER, "System V segments of other users"),
        (Capability.CAP_SYS_CHROOT, "programs with another root directory"),
        (Capability.CAP_NET_ADMIN, "TCP connections; some socket options"),
        (Capability.CAP_NET_BIND_SERVICE, "servers on ports below 1024"),
    ];

    public static void AddTo(List<KernelFeature> features)
    {
        var held = Credentials.GetCapabilities(default).Or(default);
        foreach (var (capability, use) in Uses)
        {
            var has = held.Has(capability);
            features.Add(new KernelFeature(
                capability.ToString(), has ? FeatureState.Present : FeatureState.NotPermitted, FeatureNeed.NeededFor, use, "",
                has ? "" : $"run as root, or: setcap {capability.ToString().ToLowerInvariant()}+ep perdure; in a container: --cap-add {capability.ToString()["CAP_".Length..]}"));
        }
    }
}
