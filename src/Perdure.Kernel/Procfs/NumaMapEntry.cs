namespace Perdure.Kernel.Procfs;

/// <summary>The memory policy of a mapping.</summary>
/// <param name="Start">The first address of the mapping.</param>
/// <param name="Policy">In the kernel's words: "default", "bind:0", "interleave=static:0-1", "prefer:1", "local", "weighted interleave:0-1".</param>
public readonly record struct NumaMapEntry(RemotePtr Start, string Policy)
{
    /// <summary>Whether it is the policy of the thread.</summary>
    public bool IsDefault => Policy == "default";
}
