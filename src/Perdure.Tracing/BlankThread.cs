using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Tracing;

/// <summary>
/// A thread of a process that is being built: it does nothing but make the system calls that it is told to, until it is given its registers
/// and let go. Precondition of every member: called on the tracer thread.
/// </summary>
public sealed class BlankThread
{
    private readonly BlankProcess _process;
    private readonly UserRegs _idle;

    internal BlankThread(BlankProcess process, Tracee tracee)
    {
        _process = process;
        Tracee = tracee;
        _idle = tracee.ReadRegisters();
        Ptrace.SetSignalMask(tracee.Tid, ulong.MaxValue).OrThrow($"block signals of thread {tracee.Tid}");
    }

    /// <summary>The thread.</summary>
    public Tracee Tracee { get; }

    /// <summary>Makes one system call.</summary>
    public KernelResult<ulong> Invoke(SyscallNumber number, params ReadOnlySpan<ulong> arguments)
    {
        Span<ulong> six = stackalloc ulong[6];
        arguments.CopyTo(six);
        Tracee.WriteRegisters(_idle with
        {
            Rip = _process.SyscallInstruction.Value,
            Rax = (ulong)number,
            OrigRax = ulong.MaxValue,
            Rdi = six[0],
            Rsi = six[1],
            Rdx = six[2],
            R10 = six[3],
            R8 = six[4],
            R9 = six[5],
        });
        StartedThread = Tracee.RunSyscall($"make the call {number} in the restored process {Tracee.Pid}");
        return KernelResult.FromRegister(Tracee.ReadRegisters().Rax);
    }

    /// <summary>Seccomp filters that are installed from here on begin to work when we let go.</summary>
    public void SuspendSeccomp() => Ptrace.SetOptions(Tracee.Tid, BlankProcess.BuildOptions | PtraceOptions.PTRACE_O_SUSPEND_SECCOMP)
        .OrThrow($"suspend seccomp of thread {Tracee.Tid}", "root is needed for that");

    /// <summary>The thread or process that the last call started, still on its way to its first stop.</summary>
    internal Tid? StartedThread { get; private set; }

    /// <summary>Makes a list of system calls in one go, and fails at the first that did not answer as it should.</summary>
    public void InvokeAll(IReadOnlyList<RemoteCall> calls)
    {
        for (var first = 0; first < calls.Count; first += BlankProcess.MaxBatch)
            InvokeBatch(calls, first, Math.Min(BlankProcess.MaxBatch, calls.Count - first));
    }

    /// <summary>Sets the process on its way out.</summary>
    internal void BeginExit(int code)
    {
        Tracee.WriteRegisters(_idle with { Rip = _process.SyscallInstruction.Value, Rax = (ulong)SyscallNumber.exit_group, Rdi = (ulong)code, OrigRax = ulong.MaxValue });
        Ptrace.Continue(Tracee.Tid, 0).OrThrow($"end process {Tracee.Pid}");
    }

    /// <summary>Sets the process on its way out by a signal at its default action.</summary>
    internal void BeginKillBySignal(int signal)
    {
        Ptrace.SetSignalMask(Tracee.Tid, 0).OrThrow($"end process {Tracee.Pid}");
        Signals.TgKill(Tracee.Pid, Tracee.Tid, signal).OrThrow($"end process {Tracee.Pid}");
        Ptrace.Continue(Tracee.Tid, 0).OrThrow($"end process {Tracee.Pid}");
    }

    private void InvokeBatch(IReadOnlyList<RemoteCall> calls, int first, int count)
    {
        Span<byte> records = new byte[count * CallStub.RecordBytes];
        for (var index = 0; index < count; index++)
            CallStub.WriteRecord(records[(index * CallStub.RecordBytes)..], calls[first + index]);
        _process.Write(_process.BatchArea, records);
        Tracee.WriteRegisters(_idle with
        {
            Rip = _process.StubStart.Value,
            Rbx = _process.BatchArea.Value,
            Rbp = (ulong)count,
            OrigRax = ulong.MaxValue,
        });
        Tracee.RunToBreakpoint($"restore process {Tracee.Pid}");
        _process.Read(_process.BatchArea, records);
        for (var index = 0; index < count; index++)
            Check(calls[first + index], BitConverter.ToUInt64(records[(index * CallStub.RecordBytes)..]));
    }

    private void Check(in RemoteCall call, ulong answer)
    {
        if (call.What is null)
            return;
        var result = KernelResult.FromRegister(answer);
        var hint = result.Error is Errno.EPERM or Errno.EACCES ? "perdure lacks a right for that: run it as root, or with the capability that perdure doctor names for it" : "";
        var value = result.OrThrow($"{call.What} in the restored process {Tracee.Pid}", hint);
        if (call.Expected is { } expected && value != expected)
            throw new PerdureException($"cannot {call.What} in the restored process {Tracee.Pid}: {call.Number} answered 0x{value:x} instead of 0x{expected:x}");
    }
}
