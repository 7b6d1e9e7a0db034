namespace Perdure.Kernel.Abi;

/// <summary>Flags of mremap (linux/mman.h). See mremap(2).</summary>
[Flags]
[CConstants("linux/mman.h")]
public enum MremapFlags : uint
{
    MREMAP_MAYMOVE = 1,
    MREMAP_FIXED = 2,
    MREMAP_DONTUNMAP = 4,
}
