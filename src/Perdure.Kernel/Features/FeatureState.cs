namespace Perdure.Kernel.Features;

/// <summary>How a probe of the kernel went.</summary>
public enum FeatureState
{
    /// <summary>It works here.</summary>
    Present,

    /// <summary>This kernel or machine doesn't have it.</summary>
    Absent,

    /// <summary>The kernel has it, but this user may not use it.</summary>
    NotPermitted,
}
