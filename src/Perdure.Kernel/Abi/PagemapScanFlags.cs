#pragma warning disable CS1591 // The names are the kernel's; PAGEMAP_SCAN(2const) is their documentation.
namespace Perdure.Kernel.Abi;

/// <summary>Flags of PAGEMAP_SCAN (linux/fs.h).</summary>
[Flags]
[CConstants("linux/fs.h")]
public enum PagemapScanFlags : ulong
{
    PM_SCAN_WP_MATCHING = 1,
    PM_SCAN_CHECK_WPASYNC = 2,
}
