namespace Perdure.Kernel.Abi;

/// <summary>How UFFDIO_COPY goes on (linux/userfaultfd.h). See UFFDIO_COPY(2const).</summary>
[Flags]
[CConstants("linux/ioctl.h linux/userfaultfd.h")]
public enum UffdCopyMode : ulong
{
    UFFDIO_COPY_MODE_DONTWAKE = 1,
    UFFDIO_COPY_MODE_WP = 2,
}
