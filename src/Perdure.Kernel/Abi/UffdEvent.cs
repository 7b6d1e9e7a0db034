namespace Perdure.Kernel.Abi;

/// <summary>Kinds of messages of a userfaultfd (linux/userfaultfd.h). See userfaultfd(2).</summary>
[CConstants("linux/ioctl.h linux/userfaultfd.h")]
public enum UffdEvent
{
    UFFD_EVENT_PAGEFAULT = 0x12,
    UFFD_EVENT_FORK = 0x13,
    UFFD_EVENT_REMAP = 0x14,
    UFFD_EVENT_REMOVE = 0x15,
    UFFD_EVENT_UNMAP = 0x16,
}
