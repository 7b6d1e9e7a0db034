namespace Perdure.Kernel.Abi;

/// <summary>Flags beside a memory policy, and of get_mempolicy (linux/mempolicy.h). See get_mempolicy(2).</summary>
[Flags]
[CConstants("linux/mempolicy.h")]
public enum MemoryPolicyFlags : uint
{
    MPOL_F_STATIC_NODES = 0x8000,
    MPOL_F_RELATIVE_NODES = 0x4000,
    MPOL_F_NUMA_BALANCING = 0x2000,
    MPOL_F_NODE = 1,
    MPOL_F_ADDR = 2,
    MPOL_F_MEMS_ALLOWED = 4,
}
