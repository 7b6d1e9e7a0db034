using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Three of the five capability sets of a thread (the bounding and ambient ones are in its status file).</summary>
/// <param name="Effective">In force.</param>
/// <param name="Permitted">May be put in force.</param>
/// <param name="Inheritable">Kept when a program with file capabilities is executed.</param>
public readonly record struct CapabilitySets(ulong Effective, ulong Permitted, ulong Inheritable)
{
    /// <summary>Whether the capability is in force.</summary>
    public bool Has(Capability capability) => (Effective & (1UL << (int)capability)) != 0;
}
