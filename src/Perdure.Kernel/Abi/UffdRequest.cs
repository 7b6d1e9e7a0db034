namespace Perdure.Kernel.Abi;

/// <summary>ioctl requests to a userfaultfd (linux/userfaultfd.h). See ioctl_userfaultfd(2).</summary>
[CConstants("linux/ioctl.h linux/userfaultfd.h")]
public enum UffdRequest : uint
{
    UFFDIO_API = 0xc018aa3f,
    UFFDIO_REGISTER = 0xc020aa00,
    UFFDIO_UNREGISTER = 0x8010aa01,
    UFFDIO_WAKE = 0x8010aa02,
    UFFDIO_COPY = 0xc028aa03,
    UFFDIO_ZEROPAGE = 0xc020aa04,
    UFFDIO_MOVE = 0xc028aa05,
    UFFDIO_WRITEPROTECT = 0xc018aa06,
    UFFDIO_CONTINUE = 0xc020aa07,
    UFFDIO_POISON = 0xc020aa08,
}
