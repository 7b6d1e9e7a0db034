namespace Perdure.Kernel.Abi;

/// <summary>Other constants of userfaultfd (linux/userfaultfd.h), and the flags that its call takes from fcntl.h. See userfaultfd(2).</summary>
[CConstants("linux/ioctl.h linux/userfaultfd.h fcntl.h")]
public static class UffdConstants
{
    public const ulong UFFD_API = 170;
    public const ulong UFFD_USER_MODE_ONLY = 1;
    public const ulong O_CLOEXEC = 0x80000;
    public const ulong O_NONBLOCK = 0x800;
}
