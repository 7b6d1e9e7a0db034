#pragma warning disable CS1591 // The names are the kernel's; UFFDIO_REGISTER(2const) is their documentation.
namespace Perdure.Kernel.Abi;

/// <summary>Which faults a range is registered for (linux/userfaultfd.h).</summary>
[Flags]
[CConstants("linux/ioctl.h linux/userfaultfd.h")]
public enum UffdRegisterMode : ulong
{
    UFFDIO_REGISTER_MODE_MISSING = 1,
    UFFDIO_REGISTER_MODE_WP = 2,
    UFFDIO_REGISTER_MODE_MINOR = 4,
}
