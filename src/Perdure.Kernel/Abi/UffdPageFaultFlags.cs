namespace Perdure.Kernel.Abi;

/// <summary>What kind of fault a message tells of (linux/userfaultfd.h). See userfaultfd(2).</summary>
[Flags]
[CConstants("linux/ioctl.h linux/userfaultfd.h")]
public enum UffdPageFaultFlags : ulong
{
    UFFD_PAGEFAULT_FLAG_WRITE = 1,
    UFFD_PAGEFAULT_FLAG_WP = 2,
    UFFD_PAGEFAULT_FLAG_MINOR = 4,
}
