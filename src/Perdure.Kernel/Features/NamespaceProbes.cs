using Perdure.Kernel.Procfs;

namespace Perdure.Kernel.Features;

/// <summary>Which namespaces the kernel has.</summary>
internal static class NamespaceProbes
{
    public static void AddTo(List<KernelFeature> features)
    {
        var read = NamespaceSet.Read(Pid.Self);
        if (!read.Ok)
            return;
        var own = read.Value;
        Add("mount", own.Mount, "CONFIG_NAMESPACES");
        Add("pid", own.Pid, "CONFIG_PID_NS");
        Add("net", own.Net, "CONFIG_NET_NS");
        Add("user", own.User, "CONFIG_USER_NS");
        Add("time", own.Time, "CONFIG_TIME_NS");

        void Add(string kind, ulong inode, string option) => features.Add(KernelFeature.ByFact(
            $"{kind} namespaces", inode != 0, FeatureNeed.Optional, "programs in containers", inode == 0 ? "" : $"{inode}", $"a kernel with {option}"));
    }
}
