using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Tracing;

/// <summary>One seized thread. Precondition of every member: called on the tracer thread that seized it.</summary>
public sealed class Tracee
{
    private readonly SeizedThreads? _keeper;
    private WaitStatus? _held;

    /// <summary>A thread that was seized, or is the traced child of one.</summary>
    /// <param name="pid">Its process.</param>
    /// <param name="tid">Its id.</param>
    /// <param name="keeper">Whose it is, if it stays seized when it is let go of.</param>
    public Tracee(Pid pid, Tid tid, SeizedThreads? keeper = null)
    {
        Pid = pid;
        Tid = tid;
        _keeper = keeper;
    }

    /// <summary>The options that the thread has between operations; none if it is let go of.</summary>
    internal PtraceOptions StandingOptions => _keeper is null ? PtraceOptions.None : SeizedThreads.Options;

    /// <summary>Whether it has stopped for something that its keeper has to decide on: a fatal signal.</summary>
    internal bool IsHeld => _held is not null;

    /// <summary>The process.</summary>
    public Pid Pid { get; }

    /// <summary>The thread.</summary>
    public Tid Tid { get; }

    /// <summary>Whether it is stopped under our eyes.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether the stop is one of SIGSTOP and its like: the thread stays stopped when we let go of it.</summary>
    public bool IsInGroupStop { get; private set; }

    /// <summary>How long the thread had been waiting when it was asked to stop; 0 if that is not known.</summary>
    public long WaitedNanoseconds { get; init; }

    /// <summary>
    /// Some calls answer EINTR only because we stopped the thread. It is set back to issue the call again, with the time that is left.
    /// If a signal is about to be delivered, EINTR is the truth and stays.
    /// </summary>
    internal void UndoSpuriousInterrupt()
    {
        var registers = ReadRegisters();
        if (!SyscallRestart.IsSpuriousInterrupt(registers) || HasDeliverableSignal())
            return;
        var timeLeft = TimeLeft.Of(Pid, registers, WaitedNanoseconds);
        var rewound = SyscallRestart.SetBack(registers);
        WriteRegisters(timeLeft is { } left ? left.Apply(Pid, rewound) : rewound);
    }

    private bool HasDeliverableSignal() =>
        ProcStatus.Read(Tid) is { Ok: true, Value: var status }
        && ((status.SignalsPending | status.SharedSignalsPending) & ~status.SignalsBlocked & ~status.SignalsIgnored) != 0;

    /// <summary>The general registers. Precondition: stopped.</summary>
    public UserRegs ReadRegisters() => Ptrace.GetRegs(Tid).OrThrow($"read the registers of thread {Tid}");

    /// <summary>Sets the general registers. Precondition: stopped.</summary>
    public void WriteRegisters(in UserRegs registers) => Ptrace.SetRegs(Tid, registers).OrThrow($"write the registers of thread {Tid}");

    /// <summary>The XSAVE area: x87, SSE, AVX, AVX-512, PKRU and whatever else the processor has. Precondition: stopped.</summary>
    public byte[] ReadExtendedState()
    {
        Span<byte> buffer = stackalloc byte[16 * 1024];
        var length = Ptrace.GetRegSet(Tid, Ptrace.NT_X86_XSTATE, buffer).OrThrow($"read the extended registers of thread {Tid}");
        return buffer[..length].ToArray();
    }

    /// <summary>Sets the XSAVE area. Precondition: stopped.</summary>
    public void WriteExtendedState(ReadOnlySpan<byte> area) =>
        Ptrace.SetRegSet(Tid, Ptrace.NT_X86_XSTATE, area).OrThrow($"write the extended registers of thread {Tid}");

    /// <summary>
    /// Lets the thread make the one system call that its registers ask for. Single steps would be quicker, but a tracer that dies in the
    /// middle of one leaves the trap flag set, and the thread dies of SIGTRAP; system call stops leave nothing behind.
    /// </summary>
    /// <param name="what">What the call is for, to follow "cannot".</param>
    /// <returns>The thread that the call started, if it started one.</returns>
    internal Tid? RunSyscall(string what)
    {
        const int syscallStop = SignalNumber.SIGTRAP | 0x80;
        Tid? started = null;
        var signal = 0;
        for (var stops = 0; stops < 2;)
        {
            Ptrace.ContinueToSyscall(Tid, signal).OrThrow(what);
            signal = 0;
            var status = Wait.For(Tid).OrThrow(what);
            if (status.Ended)
                throw new PerdureException($"cannot {what}: process {Pid} has ended ({status})", exitCode: ExitCode.TargetDied);
            if (status.Event is PtraceEvent.PTRACE_EVENT_FORK or PtraceEvent.PTRACE_EVENT_VFORK or PtraceEvent.PTRACE_EVENT_CLONE)
                started = new Tid((int)Ptrace.GetEventMessage(Tid).OrThrow(what));
            else if (status.StopSignal == syscallStop)
                stops++;
            else
                signal = PassOn(status, what);
        }

        return started;
    }

    /// <summary>Lets the thread run until it meets a breakpoint. Other signals are dropped: nothing of the program is there yet.</summary>
    /// <param name="what">What the run is for, to follow "cannot".</param>
    internal void RunToBreakpoint(string what)
    {
        while (true)
        {
            Ptrace.Continue(Tid, 0).OrThrow(what);
            var status = Wait.For(Tid).OrThrow(what);
            if (status.Ended)
                throw new PerdureException($"cannot {what}: process {Pid} has ended ({status})", exitCode: ExitCode.TargetDied);
            if (status.Event == PtraceEvent.None && status.StopSignal == SignalNumber.SIGTRAP)
                return;
            if (status.Event == PtraceEvent.None && status.StopSignal is SignalNumber.SIGSEGV or SignalNumber.SIGBUS or SignalNumber.SIGILL)
                throw new InvalidOperationException($"cannot {what}: thread {Tid} got signal {status.StopSignal} at 0x{ReadRegisters().Rip:x}");
        }
    }

    /// <summary>
    /// Lets the thread run until it has sent itself a signal that its program ignores, at a known place. The same signal from somebody else is dropped, as the
    /// program would; others are passed on.
    /// </summary>
    /// <param name="signal">The signal.</param>
    /// <param name="place">Where the thread stands when it has sent it.</param>
    /// <param name="what">What the run is for, to follow "cannot".</param>
    internal void RunToSignal(int signal, RemotePtr place, string what)
    {
        for (var passOn = 0; ;)
        {
            Ptrace.Continue(Tid, passOn).OrThrow(what);
            var status = Wait.For(Tid).OrThrow(what);
            if (status.Ended)
                throw new PerdureException($"cannot {what}: process {Pid} has ended ({status})", exitCode: ExitCode.TargetDied);
            if (status.Event == PtraceEvent.None && status.StopSignal == signal)
            {
                if (ReadRegisters().Rip == place.Value)
                    return;
                passOn = 0;
                continue;
            }

            passOn = PassOn(status, what);
        }
    }

    /// <summary>What becomes of a stop in the middle of a remote call that is not the one waited for.</summary>
    /// <returns>The signal to go on with; 0 for none.</returns>
    private int PassOn(WaitStatus status, string what)
    {
        IsInGroupStop |= status.IsGroupStop;
        if (status.Event != PtraceEvent.None)
            return 0;
        if (status.StopSignal is SignalNumber.SIGSEGV or SignalNumber.SIGBUS or SignalNumber.SIGILL)
        {
            // A fault of the call itself, and not the program's: its code is not where it was. The registers are put back by whoever borrowed them.
            throw new PerdureException(
                $"cannot {what}: it got signal {status.StopSignal} at 0x{ReadRegisters().Rip:x}, where a system call instruction was before",
                "the program replaces its own code; try again");
        }

        return status.StopSignal;
    }

    /// <summary>Waits until the thread stops or ends. Any signal on its way is passed on first.</summary>
    /// <param name="timeoutMilliseconds">How long to wait.</param>
    /// <returns>What became of it.</returns>
    internal StopOutcome WaitForInterrupt(int timeoutMilliseconds)
    {
        while (true)
        {
            var status = WaitPatiently(timeoutMilliseconds);
            if (status is null)
                return StopOutcome.TimedOut;
            if (status.Value.Ended)
            {
                _keeper?.Defer(Tid, status.Value);
                return StopOutcome.Gone;
            }

            if (status.Value.Event == PtraceEvent.PTRACE_EVENT_STOP)
            {
                MarkStopped(status.Value);
                return StopOutcome.Stopped;
            }

            if (_keeper is not null && SeizedThreads.IsForKeeper(status.Value))
            {
                _held = status;
                MarkStopped(status.Value);
                return StopOutcome.Stopped;
            }

            // A signal was about to be delivered: let it be, the interrupt still stands and stops the thread right after.
            if (!Ptrace.Continue(Tid, status.Value.Event == PtraceEvent.None ? status.Value.StopSignal : 0).Ok)
                return StopOutcome.Gone;
        }
    }

    /// <summary>Notes a stop that somebody else waited for.</summary>
    internal void MarkStopped(WaitStatus status)
    {
        IsStopped = true;
        IsInGroupStop = status.IsGroupStop;
    }

    /// <summary>Notes that the thread runs.</summary>
    internal void MarkRunning() => IsStopped = false;

    /// <summary>
    /// Lets go of the thread: it runs on, untraced unless it has a keeper, or stays in its group stop. One that runs is stopped first, since the kernel lets go of
    /// stopped threads only. That it has gone is no error.
    /// </summary>
    internal void Release()
    {
        if (!IsStopped && WaitForInterrupt(timeoutMilliseconds: 100) != StopOutcome.Stopped)
            return;
        if (_keeper is not null)
        {
            GiveBack(_keeper);
            return;
        }
        // One that was killed can't be let go of, but is the tracer's to bury before its parent learns of its end.
        if (!Ptrace.Detach(Tid, 0).Ok)
            Bury();
        IsStopped = false;
    }

    private void GiveBack(SeizedThreads keeper)
    {
        IsStopped = false;
        if (_held is { } status)
            keeper.Defer(Tid, status);
        else
            _ = IsInGroupStop ? Ptrace.Listen(Tid) : Ptrace.Continue(Tid, 0);
    }

    private void Bury()
    {
        while (Wait.For(Tid) is { Ok: true, Value.Ended: false })
        {
        }
    }

    private WaitStatus? WaitPatiently(int timeoutMilliseconds)
    {
        // A blocking wait can't time out, so: look again and again. Sleeping in between, and not just yielding, lets a thread of lower
        // priority on our processor arrive at its stop.
        const int firstSleepMicroseconds = 5;
        const int longestSleepMicroseconds = 1000;
        var deadline = Environment.TickCount64 + timeoutMilliseconds;
        for (var sleep = firstSleepMicroseconds; ; sleep = Math.Min(sleep * 2, longestSleepMicroseconds))
        {
            var polled = Wait.Poll(Tid);
            if (!polled.Ok)
                return new WaitStatus(0);
            if (polled.Value is { } status)
                return status;
            if (Environment.TickCount64 > deadline)
                return null;
            _ = ShortSleep.Microseconds(sleep);
        }
    }
}
