namespace Perdure.Kernel.Abi;

/// <summary>How UFFDIO_ZEROPAGE goes on (linux/userfaultfd.h). See UFFDIO_ZEROPAGE(2const).</summary>
[Flags]
[CConstants("linux/ioctl.h linux/userfaultfd.h")]
public enum UffdZeroPageMode : ulong
{
    UFFDIO_ZEROPAGE_MODE_DONTWAKE = 1,
}
