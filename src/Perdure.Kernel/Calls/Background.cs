using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Perdure.Kernel.Calls;

/// <summary>What makes a process of ours one of the background: no terminal, no files of whoever started it.</summary>
public static partial class Background
{
    private const int F_GETFD = 1;
    private const int F_SETFD = 2;
    private const int FD_CLOEXEC = 1;

    /// <summary>A session of our own, without a terminal; EPERM when we lead a process group.</summary>
    public static KernelResult<int> LeaveSession() => KernelResult.FromLibc(setsid());

    /// <summary>Makes a standard descriptor of ours (0, 1, 2) one for <paramref name="file"/>.</summary>
    public static KernelResult<int> Redirect(SafeFileHandle file, int standard) => KernelResult.FromLibc(dup2(file, standard));

    /// <summary>Whether exec closes a descriptor of ours; by number, since those that were handed to us have no handle yet.</summary>
    public static KernelResult<bool> ClosesOnExec(int fd)
    {
        var flags = fcntl(fd, F_GETFD, 0);
        return flags < 0 ? KernelResult.Failure<bool>(KernelResult.LastErrno()) : KernelResult.Success((flags & FD_CLOEXEC) != 0);
    }

    /// <summary>Says whether exec closes it.</summary>
    public static KernelResult<int> SetCloseOnExec(int fd, bool close) => KernelResult.FromLibc(fcntl(fd, F_SETFD, close ? FD_CLOEXEC : 0));

    /// <summary>Closes a descriptor of ours by number.</summary>
    public static KernelResult<int> Close(int fd) => KernelResult.FromLibc(close(fd));

    /// <summary>Who may open a file of ours anew.</summary>
    public static KernelResult<int> SetMode(SafeFileHandle file, uint mode) => KernelResult.FromLibc(fchmod(file, mode));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(SafeFileHandle from, int to);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int fd, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmod(SafeFileHandle file, uint mode);
}
