using Perdure.Kernel.Calls;

namespace Perdure.Kernel.Features;

/// <summary>Sockets.</summary>
internal static class NetworkProbes
{
    public static void AddTo(List<KernelFeature> features)
    {
        features.Add(KernelFeature.ByErrno("TCP_REPAIR", FeatureCalls.TryTcpRepair().Error, FeatureNeed.NeededFor, "kept TCP connections", "needs CAP_NET_ADMIN"));
        features.Add(KernelFeature.ByErrno("nf_tables", TryPacketHold(), FeatureNeed.NeededFor, "kept TCP connections with a peer outside", "a kernel with CONFIG_NF_TABLES_INET, 5.12 or later, and CAP_NET_ADMIN"));
        var diagnosis = FeatureCalls.OpenSocketDiagnosis();
        if (diagnosis.Ok)
            diagnosis.Value.Dispose();
        features.Add(KernelFeature.ByErrno("sock_diag", diagnosis.Error, FeatureNeed.NeededFor, "programs with sockets", "a kernel with CONFIG_INET_DIAG, CONFIG_UNIX_DIAG; in a container: a seccomp profile that allows netlink"));
    }

    /// <summary>A table of its own that holds back nothing which there is: packets from port 0 to port 0.</summary>
    private static Errno TryPacketHold()
    {
        byte[] host = [127, 0, 0, 1];
        var hold = PacketHold.ForNow($"perdure-probe-{Environment.ProcessId}", [new TcpPath(host, host, [0, 0, 0, 0])]);
        if (hold.Ok)
            hold.Value.Dispose();
        return hold.Error;
    }
}
