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
    private const int TimerBytes = 32;
    private const int TimersAtOnce = 256;

    /// <summary>Saves the settings of a process.</summary>
    public static ProcessSettings Save(FrozenProcess process, RemoteCalls calls, ProcStatus status, FileIdentityCache files)
    {
        var pid = process.Pid;
        var answers = ProcessAnswers.Ask(calls);
        var cwd = ProcLinks.WorkingDirectory(pid).OrThrow($"read the working directory of process {pid}");
        return new ProcessSettings(
            files.OfProgram(pid),
            cwd.Path,
            cwd.Deleted,
            ProcLinks.Root(pid).OrThrow($"read the root directory of process {pid}").Path,
            status.Umask ?? 0x12,
            answers.SignalActions,
            ThreadSaver.PendingSignals(process.Leader, shared: true),
            Limits(pid),
            answers.IntervalTimers,
            PosixTimers(pid, calls),
            answers.IsSubreaper,
            answers.Dumpable,
            ProcSettings.OomScoreAdjust(pid).OrThrow($"read the OOM score of process {pid}"),
            (uint)ProcSettings.CoreDumpFilter(pid).Or(0x33),
            ProcSettings.AutogroupNice(pid).Or(0),
            answers.NoHugePages,
            answers.WriteExecuteDenied,
            answers.MergesMemory,
            answers.MembarrierRegistrations,
            [.. ProcCgroups.Read(pid).Or([]).Select(entry => $"{entry.Hierarchy}:{entry.Controllers}:{entry.Path}")],
            Namespaces(pid));
    }

    /// <summary>From /proc, since prlimit on a process of another user needs a capability that root lacks in many containers.</summary>
    private static List<LimitImage> Limits(Pid pid) =>
        [.. ProcResourceLimits.Read(pid).OrThrow($"read the resource limits of process {pid}").Select((limit, kind) => new LimitImage(kind, limit.Soft, limit.Hard))];

    private static List<PosixTimerImage> PosixTimers(Pid pid, RemoteCalls calls)
    {
        const int SIGEV_THREAD_ID = 4;
        var images = new List<PosixTimerImage>();
        var timers = ProcTimers.Read(pid).OrThrow($"read the timers of process {pid}");
        if (timers.Count == 0)
            return images;
        foreach (var some in timers.Chunk(TimersAtOnce))
        {
            var bytes = TimesOf(some, calls);
            for (var index = 0; index < some.Length; index++)
            {
                var timer = some[index];
                var times = bytes.AsSpan(index * TimerBytes, TimerBytes);
                images.Add(new PosixTimerImage(
                    timer.Id, timer.ClockId, timer.ToThread ? SIGEV_THREAD_ID : timer.Notify, timer.ToThread ? InnerIds.Of(new Tid(timer.Target)) : 0, timer.Signal, timer.Value,
                    Nanoseconds(times[16..]), Nanoseconds(times)));
            }
        }

        return images;
    }

    private static byte[] TimesOf(PosixTimerEntry[] timers, RemoteCalls calls)
    {
        calls.ReuseScratch();
        var at = calls.Allocate(timers.Length * TimerBytes);
        var batch = new CallBatch();
        for (var index = 0; index < timers.Length; index++)
            _ = batch.Add(SyscallNumber.timer_gettime, (ulong)timers[index].Id, at.Value + (ulong)(index * TimerBytes));
        batch.Run(calls);
        for (var index = 0; index < timers.Length; index++)
            batch.Answer(index).OrThrow($"read timer {timers[index].Id}");
        var bytes = new byte[timers.Length * TimerBytes];
        calls.Read(at, bytes);
        return bytes;
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

    private static long Nanoseconds(ReadOnlySpan<byte> timespec) =>
        (BinaryPrimitives.ReadInt64LittleEndian(timespec) * 1_000_000_000) + BinaryPrimitives.ReadInt64LittleEndian(timespec[8..]);
}
