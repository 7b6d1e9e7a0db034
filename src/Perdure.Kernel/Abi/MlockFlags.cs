#pragma warning disable CS1591 // The names are the kernel's; mlock(2) is their documentation.
namespace Perdure.Kernel.Abi;

/// <summary>Flags of mlock2 (linux/mman.h).</summary>
[Flags]
[CConstants("linux/mman.h")]
public enum MlockFlags : uint
{
    MLOCK_ONFAULT = 1,
}
