using System.Buffers.Binary;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Threads;

/// <summary>The few facts about a thread that only the thread itself may ask the kernel for.</summary>
internal sealed class ThreadAnswers
{
    private const int NodeMaskBytes = 128;

    // Where the answers lie that the kernel writes to memory.
    private const int StackAt = 0;
    private const int TidAddressAt = 32;
    private const int DeathSignalAt = 48;
    private const int CounterAt = 64;
    private const int PolicyAt = 80;
    private const int NodesAt = 96;
    private const int MemoryBytes = NodesAt + NodeMaskBytes;
    private readonly byte[] _memory = new byte[MemoryBytes];

    private ThreadAnswers()
    {
    }

    /// <summary>Its alternate signal stack.</summary>
    public AlternateStackImage AlternateStack => new(Word(StackAt), Int(StackAt + 8), Word(StackAt + 16));

    /// <summary>The address that is cleared when the thread ends.</summary>
    public ulong TidAddress => Word(TidAddressAt);

    /// <summary>The signal that it gets when its parent ends.</summary>
    public int ParentDeathSignal => Int(DeathSignalAt);

    /// <summary>Whether it may read the time stamp counter, as prctl answers.</summary>
    public int TimeStampCounter => Int(CounterAt);

    /// <summary>Its memory policy, and the nodes of it.</summary>
    public (int Policy, byte[] Nodes) MemoryPolicy { get; private set; } = (0, []);

    /// <summary>Its secure bits.</summary>
    public uint SecureBits { get; private set; }

    /// <summary>Its timer slack, in nanoseconds.</summary>
    public ulong TimerSlack { get; private set; }

    /// <summary>Whether its allocations must not wait for its own I/O.</summary>
    public bool IsIoFlusher { get; private set; }

    /// <summary>Its machine check policy.</summary>
    public int MachineCheckKill { get; private set; }

    /// <summary>Has a stopped thread ask.</summary>
    public static ThreadAnswers Ask(RemoteCalls calls)
    {
        var answers = new ThreadAnswers();
        var at = calls.Allocate(MemoryBytes).Value;
        var batch = new CallBatch();
        var stack = batch.Add(SyscallNumber.sigaltstack, 0, at + StackAt);
        var tidAddress = Prctl(batch, PrctlOption.PR_GET_TID_ADDRESS, at + TidAddressAt);
        var deathSignal = Prctl(batch, PrctlOption.PR_GET_PDEATHSIG, at + DeathSignalAt);
        var counter = Prctl(batch, PrctlOption.PR_GET_TSC, at + CounterAt);
        var policy = batch.Add(SyscallNumber.get_mempolicy, at + PolicyAt, at + NodesAt, (NodeMaskBytes * 8) + 1);
        var bits = Prctl(batch, PrctlOption.PR_GET_SECUREBITS);
        var slack = Prctl(batch, PrctlOption.PR_GET_TIMERSLACK);
        var flusher = Prctl(batch, PrctlOption.PR_GET_IO_FLUSHER);
        var machineCheck = Prctl(batch, PrctlOption.PR_MCE_KILL_GET);
        batch.Run(calls);
        calls.Read(new RemotePtr(at), answers._memory);
        batch.Answer(stack).OrThrow("read the alternate signal stack");
        batch.Answer(tidAddress).OrThrow("read the address of the tid");
        batch.Answer(deathSignal).OrThrow("read the parent death signal");
        batch.Answer(counter).OrThrow("ask whether the time stamp counter may be read");
        if (batch.Answer(policy).Ok)
            answers.MemoryPolicy = (answers.Int(PolicyAt), answers._memory[NodesAt..]);
        answers.SecureBits = (uint)batch.Answer(bits).OrThrow("read the secure bits");
        answers.TimerSlack = batch.Answer(slack).OrThrow("read the timer slack");
        answers.IsIoFlusher = batch.Answer(flusher).Or(0) != 0;
        answers.MachineCheckKill = (int)batch.Answer(machineCheck).Or(PrctlArgument.PR_MCE_KILL_DEFAULT);
        return answers;
    }

    private static int Prctl(CallBatch batch, PrctlOption option, ulong argument = 0) => batch.Add(SyscallNumber.prctl, (ulong)option, argument);

    private ulong Word(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_memory.AsSpan(at));

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(_memory.AsSpan(at));
}
