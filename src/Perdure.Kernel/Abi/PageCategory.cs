namespace Perdure.Kernel.Abi;

/// <summary>Categories of pages of PAGEMAP_SCAN (linux/fs.h). See PAGEMAP_SCAN(2const).</summary>
[Flags]
[CConstants("linux/fs.h")]
public enum PageCategory : ulong
{
    PAGE_IS_WPALLOWED = 1,
    PAGE_IS_WRITTEN = 2,
    PAGE_IS_FILE = 4,
    PAGE_IS_PRESENT = 8,
    PAGE_IS_SWAPPED = 0x10,
    PAGE_IS_PFNZERO = 0x20,
    PAGE_IS_HUGE = 0x40,
    PAGE_IS_SOFT_DIRTY = 0x80,
    PAGE_IS_GUARD = 0x100,
}
