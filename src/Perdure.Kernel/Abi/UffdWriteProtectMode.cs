#pragma warning disable CS1591 // The names are the kernel's; UFFDIO_WRITEPROTECT(2const) is their documentation.
namespace Perdure.Kernel.Abi;

/// <summary>What UFFDIO_WRITEPROTECT does (linux/userfaultfd.h).</summary>
[Flags]
[CConstants("linux/ioctl.h linux/userfaultfd.h")]
public enum UffdWriteProtectMode : ulong
{
    UFFDIO_WRITEPROTECT_MODE_WP = 1,
    UFFDIO_WRITEPROTECT_MODE_DONTWAKE = 2,
}
