using System.Buffers.Binary;
using Perdure.Checkpoints.Identities;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Namespaces;
using Perdure.Checkpoints.Threads;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Settings;

/// <summary>Reads what a process has once, whatever its threads. Precondition: called on the tracer thread, the process stopped.</summary>
internal static class ProcessSaver
{
    private const int ActionBytes = 32;
    private const int TimerBytes = 32;
    private const ulong MEMBARRIER_CMD_GET_REGISTRATIONS = 1 << 9;

    /// <summary>Saves the settings of a process.</summary>
    public static ProcessSettings Save(FrozenProcess process, RemoteCalls calls, ProcStatus status, FileIdentityCache files)
    {
        var pid = process.Pid;
        var cwd = ProcLinks.WorkingDirectory(pid).OrThrow($"read the working directory of process {pid}");
        return new ProcessSettings(
            files.OfProgram(pid),
            cwd.Path,
            cwd.Deleted,
            ProcLinks.Root(pid).OrThrow($"read the root directory of process {pid}").Path,
            status.Umask ?? 0x12,
            SignalActions(calls),
            ThreadSaver.PendingSignals(process.Leader, shared: true),
            Limits(pid),
            IntervalTimers(calls),
            PosixTimers(pid, calls),
            IntAnswer(calls, PrctlOption.PR_GET_CHILD_SUBREAPER) != 0,
            (int)calls.Invoke(SyscallNumber.prctl, (ulong)PrctlOption.PR_GET_DUMPABLE, 0, 0, 0, 0).OrThrow("ask whether the process is dumpable"),
            ProcSettings.OomScoreAdjust(pid).OrThrow($"read the OOM score of process {pid}"),
            (uint)ProcSettings.CoreDumpFilter(pid).Or(0x33),
            ProcSettings.AutogroupNice(pid).Or(0),
            calls.Invoke(SyscallNumber.prctl, (ulong)PrctlOption.PR_GET_THP_DISABLE, 0, 0, 0, 0).Or(0) != 0,
            calls.Invoke(SyscallNumber.prctl, (ulong)PrctlOption.PR_GET_MDWE, 0, 0, 0, 0).Or(0),
            calls.Invoke(SyscallNumber.prctl, (ulong)PrctlOption.PR_GET_MEMORY_MERGE, 0, 0, 0, 0).Or(0) != 0,
            (uint)calls.Invoke(SyscallNumber.membarrier, MEMBARRIER_CMD_GET_REGISTRATIONS, 0, 0).Or(0),
            [.. ProcCgroups.Read(pid).Or([]).Select(entry => $"{entry.Hierarchy}:{entry.Controllers}:{entry.Path}")],
            Namespaces(pid));
    }

    /// <summary>Flags and mask count even where the action is the default: SIGCHLD's do something, and a program may read the others back.</summary>
    private static List<SignalActionImage> SignalActions(RemoteCalls calls)
    {
        var at = calls.Allocate(ActionBytes);
        var actions = new List<SignalActionImage>();
        Span<byte> bytes = stackalloc byte[ActionBytes];
        for (var signal = 1; signal <= SignalNumber.Count; signal++)
        {
            if (signal is SignalNumber.SIGKILL or SignalNumber.SIGSTOP)
                continue;
            calls.Invoke(SyscallNumber.rt_sigaction, (ulong)signal, 0, at.Value, 8).OrThrow($"read the action of signal {signal}");
            calls.Read(at, bytes);
            if (!bytes.ContainsAnyExcept((byte)0))
                continue;
            actions.Add(new SignalActionImage(
                signal,
                BinaryPrimitives.ReadUInt64LittleEndian(bytes),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..])));
        }

        return actions;
    }

    /// <summary>From /proc, since prlimit on a process of another user needs a capability that root lacks in many containers.</summary>
    private static List<LimitImage> Limits(Pid pid) =>
        [.. ProcResourceLimits.Read(pid).OrThrow($"read the resource limits of process {pid}").Select((limit, kind) => new LimitImage(kind, limit.Soft, limit.Hard))];

    private static List<IntervalTimerImage> IntervalTimers(RemoteCalls calls)
    {
        const int timers = 3;
        var images = new List<IntervalTimerImage>();
        var at = calls.Allocate(TimerBytes);
        Span<byte> bytes = stackalloc byte[TimerBytes];
        for (var which = 0; which < timers; which++)
        {
            calls.Invoke(SyscallNumber.getitimer, (ulong)which, at.Value).OrThrow("read an interval timer");
            calls.Read(at, bytes);
            var (interval, value) = (Microseconds(bytes), Microseconds(bytes[16..]));
            if (value != 0 || interval != 0)
                images.Add(new IntervalTimerImage(which, value, interval));
        }

        return images;
    }

    private static List<PosixTimerImage> PosixTimers(Pid pid, RemoteCalls calls)
    {
        const int SIGEV_THREAD_ID = 4;
        var images = new List<PosixTimerImage>();
        var timers = ProcTimers.Read(pid).OrThrow($"read the timers of process {pid}");
        if (timers.Count == 0)
            return images;
        var at = calls.Allocate(TimerBytes);
        Span<byte> bytes = stackalloc byte[TimerBytes];
        foreach (var timer in timers)
        {
            calls.Invoke(SyscallNumber.timer_gettime, (ulong)timer.Id, at.Value).OrThrow($"read timer {timer.Id}");
            calls.Read(at, bytes);
            images.Add(new PosixTimerImage(
                timer.Id, timer.ClockId, timer.ToThread ? SIGEV_THREAD_ID : timer.Notify, timer.ToThread ? InnerIds.Of(new Tid(timer.Target)) : 0, timer.Signal, timer.Value,
                Nanoseconds(bytes[16..]), Nanoseconds(bytes)));
        }

        return images;
    }

    private static Dictionary<string, ulong> Namespaces(Pid pid)
    {
        var set = NamespaceSet.Read(pid).OrThrow($"read the namespaces of process {pid}");
        return new Dictionary<string, ulong>
        {
            ["mnt"] = set.Mount, ["pid"] = set.Pid, ["net"] = set.Net, ["user"] = set.User,
            ["uts"] = set.Uts, ["ipc"] = set.Ipc, ["cgroup"] = set.Cgroup, ["time"] = set.Time,
        };
    }

    private static int IntAnswer(RemoteCalls calls, PrctlOption option)
    {
        var at = calls.Allocate(4);
        calls.Invoke(SyscallNumber.prctl, (ulong)option, at.Value, 0, 0, 0).OrThrow($"ask for {option}");
        Span<byte> bytes = stackalloc byte[4];
        calls.Read(at, bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    private static long Microseconds(ReadOnlySpan<byte> timeval) =>
        (BinaryPrimitives.ReadInt64LittleEndian(timeval) * 1_000_000) + BinaryPrimitives.ReadInt64LittleEndian(timeval[8..]);

    private static long Nanoseconds(ReadOnlySpan<byte> timespec) =>
        (BinaryPrimitives.ReadInt64LittleEndian(timespec) * 1_000_000_000) + BinaryPrimitives.ReadInt64LittleEndian(timespec[8..]);
}
