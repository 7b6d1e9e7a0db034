#pragma warning disable CS1591 // The names are the kernel's; mlockall(2) is their documentation.
namespace Perdure.Kernel.Abi;

/// <summary>Flags of mlockall (linux/mman.h).</summary>
[Flags]
[CConstants("linux/mman.h")]
public enum MlockAllFlags : uint
{
    MCL_CURRENT = 1,
    MCL_FUTURE = 2,
    MCL_ONFAULT = 4,
}
