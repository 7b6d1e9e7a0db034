namespace Perdure.Kernel.Abi;

/// <summary>Flags of mlock2 (linux/mman.h). See mlock(2).</summary>
[Flags]
[CConstants("linux/mman.h")]
public enum MlockFlags : uint
{
    MLOCK_ONFAULT = 1,
}
