namespace Perdure.Kernel.Abi;

/// <summary>What UFFDIO_WRITEPROTECT does (linux/userfaultfd.h). See UFFDIO_WRITEPROTECT(2const).</summary>
[Flags]
[CConstants("linux/ioctl.h linux/userfaultfd.h")]
public enum UffdWriteProtectMode : ulong
{
    UFFDIO_WRITEPROTECT_MODE_WP = 1,
    UFFDIO_WRITEPROTECT_MODE_DONTWAKE = 2,
}
