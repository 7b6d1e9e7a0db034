using System.Buffers.Binary;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Settings;

/// <summary>The facts about a process that only the process itself may ask the kernel for.</summary>
internal sealed class ProcessAnswers
{
    private const int ActionBytes = 32;
    private const int TimerBytes = 32;
    private const int Timers = 3;
    private const int TimersAt = (SignalNumber.Count + 1) * ActionBytes;
    private const int SubreaperAt = TimersAt + (Timers * TimerBytes);
    private const int MemoryBytes = SubreaperAt + 16;
    private const ulong MEMBARRIER_CMD_GET_REGISTRATIONS = 1 << 9;
    private readonly byte[] _memory = new byte[MemoryBytes];

    private static IEnumerable<int> Catchable => Enumerable.Range(1, SignalNumber.Count).Where(signal => signal is not (SignalNumber.SIGKILL or SignalNumber.SIGSTOP));

    private ProcessAnswers()
    {
    }

    /// <summary>What it does on signals, where that is not the default.</summary>
    public IReadOnlyList<SignalActionImage> SignalActions { get; private set; } = [];

    /// <summary>Its interval timers that run.</summary>
    public IReadOnlyList<IntervalTimerImage> IntervalTimers { get; private set; } = [];

    /// <summary>Whether it adopts the orphans among its descendants.</summary>
    public bool IsSubreaper => _memory[SubreaperAt] != 0;

    /// <summary>Whether it leaves a core, as prctl answers.</summary>
    public int Dumpable { get; private set; }

    /// <summary>Whether it has no transparent huge pages.</summary>
    public bool NoHugePages { get; private set; }

    /// <summary>Which ways to executable memory are closed to it (PR_GET_MDWE).</summary>
    public ulong WriteExecuteDenied { get; private set; }

    /// <summary>Whether equal pages of it are merged.</summary>
    public bool MergesMemory { get; private set; }

    /// <summary>The membarrier commands that it has registered for.</summary>
    public uint MembarrierRegistrations { get; private set; }

    /// <summary>Has the leading thread of a stopped process ask.</summary>
    public static ProcessAnswers Ask(RemoteCalls calls)
    {
        var answers = new ProcessAnswers();
        var memory = calls.Allocate(MemoryBytes);
        var batch = new CallBatch();
        var checks = new List<(int Call, string What)>();
        foreach (var signal in Catchable)
        {
            checks.Add((batch.Add(SyscallNumber.rt_sigaction, (ulong)signal, 0, (memory + (ulong)(signal * ActionBytes)).Value, 8), $"read the action of signal {signal}"));
        }

        for (var which = 0; which < Timers; which++)
            checks.Add((batch.Add(SyscallNumber.getitimer, (ulong)which, memory.Value + TimersAt + (ulong)(which * TimerBytes)), "read an interval timer"));
        checks.Add((batch.Add(SyscallNumber.prctl, (ulong)PrctlOption.PR_GET_CHILD_SUBREAPER, memory.Value + SubreaperAt), "ask whether it adopts orphans"));
        var dumpable = batch.Add(SyscallNumber.prctl, (ulong)PrctlOption.PR_GET_DUMPABLE);
        var noHugePages = batch.Add(SyscallNumber.prctl, (ulong)PrctlOption.PR_GET_THP_DISABLE);
        var denied = batch.Add(SyscallNumber.prctl, (ulong)PrctlOption.PR_GET_MDWE);
        var merges = batch.Add(SyscallNumber.prctl, (ulong)PrctlOption.PR_GET_MEMORY_MERGE);
        var membarrier = batch.Add(SyscallNumber.membarrier, MEMBARRIER_CMD_GET_REGISTRATIONS);
        batch.Run(calls);
        foreach (var (call, what) in checks)
            batch.Answer(call).OrThrow(what);
        calls.Read(memory, answers._memory);
        answers.SignalActions = answers.ReadActions();
        answers.IntervalTimers = answers.ReadTimers();
        answers.Dumpable = (int)batch.Answer(dumpable).OrThrow("ask whether the process is dumpable");
        answers.NoHugePages = batch.Answer(noHugePages).Or(0) != 0;
        answers.WriteExecuteDenied = batch.Answer(denied).Or(0);
        answers.MergesMemory = batch.Answer(merges).Or(0) != 0;
        answers.MembarrierRegistrations = (uint)batch.Answer(membarrier).Or(0);
        return answers;
    }

    /// <summary>Flags and mask count even where the action is the default: SIGCHLD's do something, and a program may read the others back.</summary>
    private List<SignalActionImage> ReadActions()
    {
        var actions = new List<SignalActionImage>();
        foreach (var signal in Catchable)
        {
            var at = signal * ActionBytes;
            if (_memory.AsSpan(at, ActionBytes).ContainsAnyExcept((byte)0))
                actions.Add(new SignalActionImage(signal, Word(at), Word(at + 8), Word(at + 16), Word(at + 24)));
        }

        return actions;
    }

    private List<IntervalTimerImage> ReadTimers()
    {
        var timers = new List<IntervalTimerImage>();
        for (var which = 0; which < Timers; which++)
        {
            var at = TimersAt + (which * TimerBytes);
            var (interval, value) = (Microseconds(at), Microseconds(at + 16));
            if (value != 0 || interval != 0)
                timers.Add(new IntervalTimerImage(which, value, interval));
        }

        return timers;
    }

    private long Microseconds(int at) => ((long)Word(at) * 1_000_000) + (long)Word(at + 8);

    private ulong Word(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_memory.AsSpan(at));
}
