using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Calls that only the probes of kernel features make. Each works on an object that is made for it, and changes nothing else.</summary>
internal static unsafe partial class FeatureCalls
{
    private const long SYS_perf_event_open = 298;
    private const long SYS_clone3 = 435;
    private const int AF_INET = 2;
    private const int AF_NETLINK = 16;
    private const int SOCK_STREAM = 1;
    private const int SOCK_RAW = 3;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int NETLINK_SOCK_DIAG = 4;
    private const int IPPROTO_TCP = 6;
    private const int TCP_REPAIR = 19;
    private const int PERF_ATTR_SIZE_VER0 = 64;

    /// <summary>disabled, exclude_kernel, exclude_hv of <c>struct perf_event_attr</c>.</summary>
    private const ulong PerfQuiet = 1 | (1 << 5) | (1 << 6);

    /// <summary>
    /// Asks for a child with our own pid. That pid is taken, so the answer is never a child: EEXIST means that we may choose pids,
    /// EPERM that we may not.
    /// </summary>
    public static Errno CloneWithOwnPid()
    {
        var pid = Environment.ProcessId;
        var arguments = new CloneArguments { ExitSignal = SignalNumber.SIGCHLD, SetTid = (ulong)&pid, SetTidSize = 1 };
        var result = clone3(SYS_clone3, &arguments, (nuint)sizeof(CloneArguments));
        // A child is impossible; one that came nevertheless must not run our program a second time.
        if (result == 0)
            _exit(0);
        return KernelResult.LastErrno();
    }

    /// <summary>Opens a counter of instructions of our own thread in user mode, not started.</summary>
    public static KernelResult<SafeFileHandle> OpenInstructionCounter()
    {
        const ulong instructions = 1;
        var attributes = stackalloc ulong[PERF_ATTR_SIZE_VER0 / sizeof(ulong)];
        new Span<ulong>(attributes, PERF_ATTR_SIZE_VER0 / sizeof(ulong)).Clear();
        // Words of struct perf_event_attr: type (0, hardware) and size; config; at 40 the flags.
        attributes[0] = (ulong)PERF_ATTR_SIZE_VER0 << 32;
        attributes[1] = instructions;
        attributes[5] = PerfQuiet;
        return OwnHandle.From(perf_event_open(SYS_perf_event_open, attributes, 0, -1, -1, 0));
    }

    /// <summary>Switches a fresh TCP socket to repair mode.</summary>
    public static KernelResult<int> TryTcpRepair()
    {
        var created = OwnHandle.From(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        if (!created.Ok)
            return KernelResult.Failure<int>(created.Error);
        using var handle = created.Value;
        var on = 1;
        return KernelResult.FromLibc(setsockopt(handle, IPPROTO_TCP, TCP_REPAIR, &on, sizeof(int)));
    }

    /// <summary>Opens a socket of sock_diag.</summary>
    public static KernelResult<SafeFileHandle> OpenSocketDiagnosis() =>
        OwnHandle.From(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));

    /// <summary>The page map entry of a page of our own that has just been written.</summary>
    public static KernelResult<ulong> OwnFreshPageMapEntry()
    {
        var opened = PagemapScan.Open(Pid.Self);
        if (!opened.Ok)
            return KernelResult.Failure<ulong>(opened.Error);
        using var pagemap = opened.Value;
        var page = (byte*)NativeMemory.AlignedAlloc(4096, 4096);
        page[0] = 1;
        ulong entry;
        var read = pread(pagemap, &entry, sizeof(ulong), (long)((ulong)page / 4096 * sizeof(ulong)));
        var error = read == sizeof(ulong) ? Errno.None : read < 0 ? KernelResult.LastErrno() : Errno.EIO;
        NativeMemory.AlignedFree(page);
        return error == Errno.None ? KernelResult.Success(entry) : KernelResult.Failure<ulong>(error);
    }

    /// <summary>Opens a path for reading; it is closed at once.</summary>
    public static Errno TryOpen(string path, bool forWriting = false)
    {
        const int closeOnExec = 0x80000;
        var opened = OwnHandle.From(open(path, (forWriting ? 1 : 0) | closeOnExec));
        if (opened.Ok)
            opened.Value.Dispose();
        return opened.Error;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint clone3(long number, CloneArguments* arguments, nuint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint perf_event_open(long number, ulong* attributes, int pid, int cpu, int group, ulong flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(SafeFileHandle socket, int level, int name, void* value, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(SafeFileHandle fd, void* into, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial void _exit(int code);
}
