#pragma warning disable CS1591 // The names are the kernel's; UFFDIO_API(2const) is their documentation.
namespace Perdure.Kernel.Abi;

/// <summary>Features that UFFDIO_API asks for (linux/userfaultfd.h).</summary>
[Flags]
[CConstants("linux/ioctl.h linux/userfaultfd.h")]
public enum UffdFeatures : ulong
{
    UFFD_FEATURE_PAGEFAULT_FLAG_WP = 1,
    UFFD_FEATURE_EVENT_FORK = 2,
    UFFD_FEATURE_EVENT_REMAP = 4,
    UFFD_FEATURE_EVENT_REMOVE = 8,
    UFFD_FEATURE_MISSING_HUGETLBFS = 0x10,
    UFFD_FEATURE_MISSING_SHMEM = 0x20,
    UFFD_FEATURE_EVENT_UNMAP = 0x40,
    UFFD_FEATURE_SIGBUS = 0x80,
    UFFD_FEATURE_THREAD_ID = 0x100,
    UFFD_FEATURE_MINOR_HUGETLBFS = 0x200,
    UFFD_FEATURE_MINOR_SHMEM = 0x400,
    UFFD_FEATURE_EXACT_ADDRESS = 0x800,
    UFFD_FEATURE_WP_HUGETLBFS_SHMEM = 0x1000,
    UFFD_FEATURE_WP_UNPOPULATED = 0x2000,
    UFFD_FEATURE_POISON = 0x4000,
    UFFD_FEATURE_WP_ASYNC = 0x8000,
    UFFD_FEATURE_MOVE = 0x10000,
}
