using Perdure.Kernel.Calls;

namespace Perdure.Kernel.Features;

/// <summary>Sockets.</summary>
internal static class NetworkProbes
{
    public static void AddTo(List<KernelFeature> features)
    {
        features.Add(KernelFeature.ByErrno("TCP_REPAIR", FeatureCalls.TryTcpRepair().Error, FeatureNeed.Optional, "keeping TCP connections", "needs CAP_NET_ADMIN"));
        var diagnosis = FeatureCalls.OpenSocketDiagnosis();
        if (diagnosis.Ok)
            diagnosis.Value.Dispose();
        features.Add(KernelFeature.ByErrno("sock_diag", diagnosis.Error, FeatureNeed.NeededFor, "programs with sockets", "a kernel with CONFIG_INET_DIAG, CONFIG_UNIX_DIAG; in a container: a seccomp profile that allows netlink"));
    }
}
