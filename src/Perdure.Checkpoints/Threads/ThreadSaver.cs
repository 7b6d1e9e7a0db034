using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Namespaces;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Threads;

/// <summary>Reads everything that is a thread's own. Precondition: called on the tracer thread, the thread stopped.</summary>
internal static class ThreadSaver
{
    private const int MaxSignals = 4096;
    private const int SignalInfoBytes = 128;

    /// <summary>Saves one thread; the few facts that only the thread itself may ask for come from remote calls.</summary>
    /// <param name="tracee">The thread.</param>
    /// <param name="calls">A scope in which that thread makes calls for us.</param>
    /// <param name="earlier">What was seen of the thread when it was stopped before.</param>
    public static ThreadImage Save(Tracee tracee, RemoteCalls calls, EarlierStops earlier)
    {
        var tid = tracee.Tid;
        var status = ProcStatus.Read(tid).OrThrow($"read the status of thread {tid}");
        var robust = RobustLists.Get(tid).Or(default);
        var (registers, waited) = earlier.Of(tracee, calls.OriginalRegisters);
        var answers = ThreadAnswers.Ask(calls);
        var timeLeft = SyscallRestart.NeedsRestartBlock(registers) ? TimeLeft.Of(tracee.Pid, registers, waited) : null;
        return new ThreadImage(
            InnerIds.Of(status),
            ProcSettings.ThreadName(tid).OrThrow($"read the name of thread {tid}"),
            RegisterWords.FromRegisters(SyscallRestart.Rewind(registers)),
            timeLeft is { } left ? new TimeLeftImage(left.Argument, left.IsPointer, left.Nanoseconds) : null,
            tracee.ReadExtendedState(),
            calls.SignalMask,
            PendingSignals(tracee, shared: false),
            answers.AlternateStack,
            robust.Head.Value,
            robust.Length,
            answers.TidAddress,
            Rseq(tid),
            Scheduling(tid, answers),
            Credentials(status, answers),
            answers.ParentDeathSignal,
            status.NoNewPrivs,
            status.Seccomp,
            SeccompFilters(tid, status.SeccompFilters),
            ProcSettings.Personality(tid).OrThrow($"read the personality of thread {tid}"),
            answers.TimerSlack,
            answers.TimeStampCounter,
            answers.IsIoFlusher,
            answers.MachineCheckKill);
    }

    /// <summary>The queue of pending signals, in order.</summary>
    public static IReadOnlyList<byte[]> PendingSignals(Tracee tracee, bool shared)
    {
        var signals = new List<byte[]>();
        var records = new byte[32 * SignalInfoBytes];
        while (true)
        {
            var count = Ptrace.PeekSignals(tracee.Tid, shared, (ulong)signals.Count, records).Or(0);
            if (count == 0)
                return signals;
            for (var index = 0; index < count; index++)
                signals.Add(records.AsSpan(index * SignalInfoBytes, SignalInfoBytes).ToArray());
            if (signals.Count > MaxSignals)
                throw new PerdureException($"thread {tracee.Tid} has more than {MaxSignals} pending signals", exitCode: ExitCode.Unsupported);
        }
    }

    private static RseqImage? Rseq(Tid tid)
    {
        var rseq = Ptrace.GetRseq(tid);
        return rseq is { Ok: true, Value.Area.Value: not 0 } ? new RseqImage(rseq.Value.Area.Value, rseq.Value.Size, rseq.Value.Signature) : null;
    }

    private static SchedulingImage Scheduling(Tid tid, ThreadAnswers answers)
    {
        var attributes = Kernel.Calls.Scheduling.GetAttributes(tid).OrThrow($"read the scheduling of thread {tid}");
        var (policy, nodes) = answers.MemoryPolicy;
        return new SchedulingImage(
            (uint)attributes.Policy, (ulong)attributes.Flags, attributes.Policy == SchedulingPolicy.SCHED_IDLE ? IdleNice(tid, attributes.Nice) : attributes.Nice, attributes.Priority, attributes.RuntimeNanoseconds, attributes.DeadlineNanoseconds,
            attributes.PeriodNanoseconds, attributes.UtilMin, attributes.UtilMax,
            Affinity.Get(tid).OrThrow($"read the affinity of thread {tid}"),
            Kernel.Calls.Scheduling.GetIoPriority(tid).OrThrow($"read the I/O priority of thread {tid}"), policy, nodes);
    }

    /// <summary>Of an idle thread the kernel forgets the nice value with which it became one, but not the priority that came of it.</summary>
    private static int IdleNice(Tid tid, int nice)
    {
        const long priorityOfNice0 = 20;
        return ProcStat.Read(new Pid(tid.Value)) is { Ok: true, Value.Priority: var priority } ? (int)(priority - priorityOfNice0) : nice;
    }

    private static CredentialsImage Credentials(ProcStatus status, ThreadAnswers answers) => new(
        [status.Uid.Real, status.Uid.Effective, status.Uid.Saved, status.Uid.FileSystem],
        [status.Gid.Real, status.Gid.Effective, status.Gid.Saved, status.Gid.FileSystem],
        status.Groups, status.CapInheritable, status.CapPermitted, status.CapEffective, status.CapBounding, status.CapAmbient,
        answers.SecureBits);

    /// <summary>The kernel counts filters from the newest; the image keeps them in the order in which they were installed.</summary>
    private static List<byte[]> SeccompFilters(Tid tid, int count)
    {
        const int maxInstructions = 4096;
        const int instructionBytes = 8;
        if (count == 0)
            return [];
        var filters = new List<byte[]>();
        var buffer = new byte[maxInstructions * instructionBytes];
        for (var index = count - 1; index >= 0; index--)
        {
            var instructions = Ptrace.GetSeccompFilter(tid, index, buffer).OrThrow($"read a seccomp filter of thread {tid}", "root (CAP_SYS_ADMIN) is needed for that");
            filters.Add(buffer.AsSpan(0, instructions * instructionBytes).ToArray());
        }

        return filters;
    }
}
