namespace Perdure.Kernel.Abi;

/// <summary>Flags of PAGEMAP_SCAN (linux/fs.h). See PAGEMAP_SCAN(2const).</summary>
[Flags]
[CConstants("linux/fs.h")]
public enum PagemapScanFlags : ulong
{
    PM_SCAN_WP_MATCHING = 1,
    PM_SCAN_CHECK_WPASYNC = 2,
}
