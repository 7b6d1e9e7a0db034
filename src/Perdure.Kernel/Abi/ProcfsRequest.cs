#pragma warning disable CS1591 // The names are the kernel's; ioctl(2) is their documentation.
namespace Perdure.Kernel.Abi;

/// <summary>ioctl requests to files of /proc (linux/fs.h).</summary>
[CConstants("linux/fs.h")]
public enum ProcfsRequest : uint
{
    PAGEMAP_SCAN = 0xc0606610,
    PROCMAP_QUERY = 0xc0686611,
}
