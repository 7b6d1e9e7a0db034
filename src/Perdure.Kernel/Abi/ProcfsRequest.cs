namespace Perdure.Kernel.Abi;

/// <summary>ioctl requests to files of /proc (linux/fs.h). See ioctl(2).</summary>
[CConstants("linux/fs.h")]
public enum ProcfsRequest : uint
{
    PAGEMAP_SCAN = 0xc0606610,
    PROCMAP_QUERY = 0xc0686611,
}
