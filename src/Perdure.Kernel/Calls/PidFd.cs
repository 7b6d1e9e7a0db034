using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Perdure.Kernel.Calls;

/// <summary>pidfd_open(2) and its kin: a hold on a process that no reuse of its pid can fool.</summary>
public static partial class PidFd
{
    private const long SYS_pidfd_send_signal = 424;
    private const long SYS_pidfd_open = 434;
    private const long SYS_pidfd_getfd = 438;
    private const nuint PIDFD_GET_INFO = 0xC040FF0B;
    private const ulong PIDFD_INFO_EXIT = 8;
    private const int InfoBytes = 64;
    private const int ExitCodeOffset = 60;

    /// <summary>Opens a process; ESRCH when it has gone.</summary>
    public static KernelResult<SafeFileHandle> Open(Pid pid) => OwnHandle.From(pidfd_open(SYS_pidfd_open, pid.Value, 0));

    /// <summary>
    /// Our own duplicate of a file descriptor of the process: the same file description, so also the same offset and flags. Needs
    /// the right to trace the process, but doesn't stop it.
    /// </summary>
    public static KernelResult<SafeFileHandle> GetFd(SafeFileHandle process, RemoteFd fd) =>
        OwnHandle.From(pidfd_getfd(SYS_pidfd_getfd, process, fd.Value, 0));

    /// <summary>Sends a signal to the process; 0 only asks whether it is there.</summary>
    public static KernelResult<int> SendSignal(SafeFileHandle process, int signal) =>
        KernelResult.FromLibc((int)pidfd_send_signal(SYS_pidfd_send_signal, process, signal, 0, 0));

    /// <summary>
    /// How a process ended, child of ours or not. Precondition: it was buried (poll says POLLHUP) after the descriptor was opened. ENOTTY and EINVAL on kernels before 6.15.
    /// </summary>
    public static KernelResult<WaitStatus> ExitStatus(SafeFileHandle process)
    {
        // struct pidfd_info of linux/pidfd.h: the mask says what is asked for and answered.
        Span<byte> info = stackalloc byte[InfoBytes];
        info.Clear();
        BitConverter.TryWriteBytes(info, PIDFD_INFO_EXIT);
        if (ioctl(process, PIDFD_GET_INFO, info) < 0)
            return KernelResult.Failure<WaitStatus>(KernelResult.LastErrno());
        return (BitConverter.ToUInt64(info) & PIDFD_INFO_EXIT) != 0
            ? KernelResult.Success(new WaitStatus(BitConverter.ToInt32(info[ExitCodeOffset..])))
            : KernelResult.Failure<WaitStatus>(Errno.EINVAL);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle process, nuint request, Span<byte> info);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint pidfd_open(long number, int pid, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint pidfd_getfd(long number, SafeFileHandle process, int fd, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint pidfd_send_signal(long number, SafeFileHandle process, int signal, nint info, uint flags);
}
