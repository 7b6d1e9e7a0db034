namespace Perdure.Kernel.Abi;

/// <summary>Which faults a range is registered for (linux/userfaultfd.h). See UFFDIO_REGISTER(2const).</summary>
[Flags]
[CConstants("linux/ioctl.h linux/userfaultfd.h")]
public enum UffdRegisterMode : ulong
{
    UFFDIO_REGISTER_MODE_MISSING = 1,
    UFFDIO_REGISTER_MODE_WP = 2,
    UFFDIO_REGISTER_MODE_MINOR = 4,
}
