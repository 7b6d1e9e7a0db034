#pragma warning disable CS1591 // The names are the kernel's; mremap(2) is their documentation.
namespace Perdure.Kernel.Abi;

/// <summary>Flags of mremap (linux/mman.h).</summary>
[Flags]
[CConstants("linux/mman.h")]
public enum MremapFlags : uint
{
    MREMAP_MAYMOVE = 1,
    MREMAP_FIXED = 2,
    MREMAP_DONTUNMAP = 4,
}
