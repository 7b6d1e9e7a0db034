using System.Buffers.Binary;
using System.Text;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Threads;

/// <summary>
/// Gives a blank thread everything that is its own, in the order in which the kernel lets go of the rights to do so.
/// Precondition: called on the tracer thread.
/// </summary>
internal sealed class ThreadRestorer
{
    private const ulong IOPRIO_WHO_PROCESS = 1;
    private readonly BlankProcess _process;
    private readonly BlankThread _thread;
    private readonly ThreadImage _image;
    private readonly List<RemoteCall> _calls = [];

    public ThreadRestorer(BlankProcess process, BlankThread thread, ThreadImage image)
    {
        _process = process;
        _thread = thread;
        _image = image;
    }

    /// <summary>What needs no order: areas registered with the kernel, scheduling, name, personality.</summary>
    public void RestoreSettings()
    {
        Call(SyscallNumber.set_robust_list, "set the robust list", _image.RobustListHead, _image.RobustListLength == 0 ? 24 : _image.RobustListLength);
        Call(SyscallNumber.set_tid_address, "set the address of the tid", _image.ClearChildTid);
        if (_image.Rseq is { } rseq)
            Call(SyscallNumber.rseq, "register the rseq area", rseq.Address, rseq.Bytes, 0, rseq.Signature);
        Call(SyscallNumber.sigaltstack, "set the alternate signal stack", _process.Place(AlternateStack()).Value);
        Call(SyscallNumber.personality, "set the personality", _image.Personality);
        Call(SyscallNumber.prctl, "set the time stamp counter's mode", (ulong)PrctlOption.PR_SET_TSC, (ulong)_image.TscMode);
        if (_image.IoFlusher)
            Call(SyscallNumber.prctl, "mark the thread as an I/O flusher", (ulong)PrctlOption.PR_SET_IO_FLUSHER, 1);
        if (_image.MachineCheckPolicy != MachineCheckDefault)
            Call(SyscallNumber.prctl, "set the machine check policy", (ulong)PrctlOption.PR_MCE_KILL, 1, (ulong)_image.MachineCheckPolicy);
        Call(SyscallNumber.prctl, "name the thread", (ulong)PrctlOption.PR_SET_NAME, _process.Place(Encoding.UTF8.GetBytes(_image.Name + "\0")).Value);
        // By itself, as only CAP_SYS_NICE may set that of others; and before it gets a real-time policy, which has none.
        Call(SyscallNumber.prctl, "set the timer slack", (ulong)PrctlOption.PR_SET_TIMERSLACK, _image.TimerSlackNanoseconds);
        RestoreScheduling(_image.Scheduling);
        Flush();
    }

    /// <summary>Users, groups, capabilities; what depends on them follows. Precondition: nothing more needs privilege.</summary>
    public void RestoreCredentials()
    {
        CredentialCalls.Add(_calls, _image.Credentials, _process);
        Call(SyscallNumber.prctl, "set the parent death signal", (ulong)PrctlOption.PR_SET_PDEATHSIG, (ulong)_image.ParentDeathSignal);
        if (_image.NoNewPrivileges)
            Call(SyscallNumber.prctl, "set no_new_privs", (ulong)PrctlOption.PR_SET_NO_NEW_PRIVS, 1);
        Flush();
    }

    /// <summary>Ghosts and zombies of the restore have ended as children: their SIGCHLD is not the program's.</summary>
    public void DropChildSignals()
    {
        var set = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(set, 1UL << (SignalNumber.SIGCHLD - 1));
        Call(SyscallNumber.rt_sigtimedwait, null, _process.Place(set).Value, 0, _process.Place(new byte[16]).Value, 8);
        Flush();
    }

    /// <summary>Queues the signals that were waiting for this thread, or with <paramref name="shared"/> for the process.</summary>
    public void QueueSignals(IReadOnlyList<byte[]> signals, int processId, bool shared)
    {
        foreach (var info in signals)
        {
            var signal = (ulong)BinaryPrimitives.ReadInt32LittleEndian(info);
            var at = _process.Place(info).Value;
            if (shared)
                Call(SyscallNumber.rt_sigqueueinfo, $"queue signal {signal}", (ulong)processId, signal, at);
            else
                Call(SyscallNumber.rt_tgsigqueueinfo, $"queue signal {signal}", (ulong)processId, (ulong)_image.Tid, signal, at);
            Flush();
        }
    }

    /// <summary>Seccomp comes after everything that the filters might forbid, and is suspended until we let go of the thread.</summary>
    public void RestoreSeccomp()
    {
        const ulong SECCOMP_MODE_STRICT = 1;
        const ulong SECCOMP_MODE_FILTER = 2;
        if (_image.SeccompMode == 0)
            return;
        _thread.SuspendSeccomp();
        foreach (var filter in _image.SeccompFilters)
        {
            var program = new byte[16];
            BinaryPrimitives.WriteUInt16LittleEndian(program, (ushort)(filter.Length / 8));
            BinaryPrimitives.WriteUInt64LittleEndian(program.AsSpan(8), _process.Place(filter).Value);
            Call(SyscallNumber.prctl, "install a seccomp filter", (ulong)PrctlOption.PR_SET_SECCOMP, SECCOMP_MODE_FILTER, _process.Place(program).Value);
        }

        if (_image.SeccompMode == (int)SECCOMP_MODE_STRICT)
            Call(SyscallNumber.prctl, "enter strict seccomp", (ulong)PrctlOption.PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
        Flush();
    }

    /// <summary>The last step: mask and registers. The thread must make no more calls for us.</summary>
    public void RestoreRegisters()
    {
        _thread.Tracee.WriteExtendedState(_image.ExtendedState);
        var registers = RegisterWords.ToRegisters(_image.Registers);
        if (_image.TimeLeft is { } left)
            registers = new TimeLeft(left.Argument, left.IsPointer, left.Nanoseconds).Apply(_process.Pid, registers);
        _thread.Tracee.WriteRegisters(registers);
        Ptrace.SetSignalMask(_thread.Tracee.Tid, _image.SignalMask).OrThrow($"set the signal mask of thread {_image.Tid}");
    }

    private const int MachineCheckDefault = 2;

    private void RestoreScheduling(SchedulingImage scheduling)
    {
        Call(SyscallNumber.sched_setaffinity, "set the CPU affinity", 0, (ulong)scheduling.Affinity.Length, _process.Place(scheduling.Affinity).Value);
        Call(SyscallNumber.sched_setattr, "set the scheduling policy", 0, _process.Place(SchedulingAttributes.ToBytes(scheduling)).Value);
        Call(SyscallNumber.ioprio_set, "set the I/O priority", IOPRIO_WHO_PROCESS, 0, (ulong)scheduling.IoPriority);
        if (scheduling.MemoryPolicy != 0)
        {
            var nodes = _process.Place(scheduling.MemoryPolicyNodes).Value;
            Call(SyscallNumber.set_mempolicy, "set the memory policy", (ulong)scheduling.MemoryPolicy, nodes, (ulong)(scheduling.MemoryPolicyNodes.Length * 8) + 1);
        }
    }

    private byte[] AlternateStack()
    {
        const int SS_ONSTACK = 1;
        var bytes = new byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _image.AlternateStack.Address);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), _image.AlternateStack.Flags & ~SS_ONSTACK);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), _image.AlternateStack.Bytes);
        return bytes;
    }

    private void Call(SyscallNumber number, string? what, ulong a = 0, ulong b = 0, ulong c = 0, ulong d = 0) =>
        _calls.Add(new RemoteCall(number, what, a, b, c, d));

    private void Flush()
    {
        _thread.InvokeAll(_calls);
        _calls.Clear();
        _process.ReuseScratch();
    }
}
