using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// The root directory, working directory and effective user of the calling thread alone, apart from those of the process. Only for a thread that ends
/// afterwards: nothing of this is taken back.
/// </summary>
public static partial class ThreadPlace
{
    private const int CLONE_FS = 0x200;

    /// <summary>Parts this thread's root, working directory and umask from those of the other threads.</summary>
    public static KernelResult<int> Separate() => KernelResult.FromLibc(unshare(CLONE_FS));

    /// <summary>Sets the root. Precondition: <see cref="Separate"/>.</summary>
    public static KernelResult<int> SetRoot(string directory) => KernelResult.FromLibc(chroot(directory));

    /// <summary>Sets the working directory. Precondition: <see cref="Separate"/>.</summary>
    public static KernelResult<int> SetWorkingDirectory(string directory) => KernelResult.FromLibc(chdir(directory));

    /// <summary>Sets the effective group and user, by the bare calls: the C library's would change every thread.</summary>
    public static KernelResult<int> SetEffectiveUser(uint uid, uint gid)
    {
        const nint Keep = -1;
        var group = syscall((long)SyscallNumber.setresgid, Keep, (nint)gid, Keep);
        return group < 0
            ? KernelResult.Failure<int>(KernelResult.LastErrno())
            : KernelResult.FromLibc((int)syscall((long)SyscallNumber.setresuid, Keep, (nint)uid, Keep));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chroot(string directory);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chdir(string directory);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(long number, nint real, nint effective, nint saved);
}
