#pragma warning disable CS1591 // The names are the kernel's; UFFDIO_ZEROPAGE(2const) is their documentation.
namespace Perdure.Kernel.Abi;

/// <summary>How UFFDIO_ZEROPAGE goes on (linux/userfaultfd.h).</summary>
[Flags]
[CConstants("linux/ioctl.h linux/userfaultfd.h")]
public enum UffdZeroPageMode : ulong
{
    UFFDIO_ZEROPAGE_MODE_DONTWAKE = 1,
}
