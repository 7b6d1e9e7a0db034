namespace Perdure.Kernel.Features;

/// <summary>All probes. Each really tries the call, on an object made for it, and leaves the system as it was.</summary>
public static class KernelFeatures
{
    /// <summary>Probes everything; takes some 20 ms, most of it for a child that is traced.</summary>
    public static IReadOnlyList<KernelFeature> Probe()
    {
        var features = new List<KernelFeature>();
        MachineProbes.AddTo(features);
        // What is traced belongs to the thread that traces it, so that the probe has a thread of its own.
        var thread = new Thread(() => TracingProbes.AddTo(features)) { Name = "probes" };
        thread.Start();
        thread.Join();
        MemoryProbes.AddTo(features);
        IdentityProbes.AddTo(features);
        NetworkProbes.AddTo(features);
        NamespaceProbes.AddTo(features);
        CapabilityProbes.AddTo(features);
        return features;
    }
}
