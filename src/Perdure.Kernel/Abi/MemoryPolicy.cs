namespace Perdure.Kernel.Abi;

/// <summary>Memory policies of mbind and set_mempolicy (linux/mempolicy.h). See mbind(2).</summary>
[CConstants("linux/mempolicy.h")]
public enum MemoryPolicy
{
    MPOL_DEFAULT = 0,
    MPOL_PREFERRED = 1,
    MPOL_BIND = 2,
    MPOL_INTERLEAVE = 3,
    MPOL_LOCAL = 4,
    MPOL_PREFERRED_MANY = 5,
    MPOL_WEIGHTED_INTERLEAVE = 6,
}
