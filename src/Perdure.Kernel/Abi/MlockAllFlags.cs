namespace Perdure.Kernel.Abi;

/// <summary>Flags of mlockall (linux/mman.h). See mlockall(2).</summary>
[Flags]
[CConstants("linux/mman.h")]
public enum MlockAllFlags : uint
{
    MCL_CURRENT = 1,
    MCL_FUTURE = 2,
    MCL_ONFAULT = 4,
}
