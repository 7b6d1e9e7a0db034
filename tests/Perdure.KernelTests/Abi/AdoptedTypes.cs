namespace Perdure.KernelTests.Abi;

/// <summary>C names of types that don't carry the attributes themselves.</summary>
internal static class AdoptedTypes
{
    public static readonly IReadOnlyDictionary<string, CName> Names = new Dictionary<string, CName>
    {
        ["EpollEventBuffer"] = new("struct epoll_event", "sys/epoll.h"),
        ["Errno"] = new("", "errno.h"),
        ["FOwnerEx"] = new("struct f_owner_ex", "fcntl.h"),
        ["FileTypes"] = new("", "linux/stat.h"),
        ["Flock"] = new("struct flock", "fcntl.h"),
        ["IoVec"] = new("struct iovec", "sys/uio.h"),
        ["MessageHeader"] = new("struct msghdr", "sys/socket.h"),
        ["OpenFlags"] = new("", "linux/fcntl.h", Declaration: "#define O_ASYNC FASYNC"),
        ["PollEvents"] = new("", "poll.h"),
        ["PollFd"] = new("struct pollfd", "poll.h"),
        ["PtraceEvent"] = new("", "linux/ptrace.h"),
        ["PtraceOptions"] = new("", "linux/ptrace.h"),
        ["PtraceRequest"] = new("", "linux/ptrace.h asm/ptrace-abi.h"),
        ["SignalNumber"] = new("", "signal.h"),
        ["SocketFamily"] = new("", "sys/socket.h"),
        ["SocketKind"] = new("", "sys/socket.h"),
        ["StatxBuffer"] = new("struct statx", "linux/stat.h"),
        ["StatxTimestamp"] = new("struct statx_timestamp", "linux/stat.h"),
        ["SyscallNumber"] = new("__NR_", "asm/unistd_64.h"),
        ["TermiosBuffer"] = new("struct termios2", "asm/termbits.h"),
        ["TimerSpec"] = new("struct itimerspec", "time.h"),
        ["UserRegs"] = new("struct user_regs_struct", "sys/user.h"),
        ["WindowSize"] = new("struct winsize", "sys/ioctl.h"),
    };

    public static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["IoVec.Base"] = "iov_base",
        ["IoVec.Length"] = "iov_len",
        ["TimerSpec.interval_sec"] = "it_interval.tv_sec",
        ["TimerSpec.interval_nsec"] = "it_interval.tv_nsec",
        ["TimerSpec.value_sec"] = "it_value.tv_sec",
        ["TimerSpec.value_nsec"] = "it_value.tv_nsec",
    };
}
