using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Faults;
using Perdure.Kernel.Procfs;

namespace Perdure.Tracing;

/// <summary>Scratch memory, and whole lists of calls at one stop: a call by itself takes two.</summary>
public sealed partial class RemoteCalls
{
    private const int MaxRecords = 512;

    /// <summary>Maps the scratch memory, so that scopes in other threads can share it.</summary>
    public void MapSharedScratch() => _ = Allocate(0);

    /// <summary>Has calls made, all at one stop if the process may have code of ours; answers what the kernel did.</summary>
    internal IReadOnlyList<KernelResult<ulong>> InvokeAll(IReadOnlyList<RemoteCall> calls)
    {
        Assert.Always(calls.Count is > 0 and <= MaxRecords);
        if (_scratch is not null && StopSignal() is { } signal)
            return RunStub(calls, signal);
        var answers = new List<KernelResult<ulong>>(calls.Count);
        foreach (var call in calls)
            answers.Add(Invoke(call.Number, call.A, call.B, call.C, call.D, call.E, call.F));
        return answers;
    }

    /// <summary>
    /// The signal with which the thread tells that it is done; null if the calls have to be made one by one: without an undo frame, in memory that can't be executed,
    /// in a group stop, or where a seccomp filter would judge what is left of a list when perdure has died.
    /// </summary>
    private int? StopSignal()
    {
        if (_frame == RemotePtr.Null || _scratch is { RunsCode: false } || _tracee.IsInGroupStop)
            return null;
        return ProcStatus.Read(_tracee.Tid) is { Ok: true, Value: { Seccomp: 0 } status } ? IgnoredSignal.Of(status, _originalMask) : null;
    }

    private List<KernelResult<ulong>> RunStub(IReadOnlyList<RemoteCall> calls, int signal)
    {
        var records = new byte[calls.Count * CallStub.RecordBytes];
        for (var index = 0; index < calls.Count; index++)
            CallStub.WriteRecord(records.AsSpan(index * CallStub.RecordBytes), calls[index]);
        var at = Place(records);
        AimAtStub(at, calls.Count, signal);
        Ptrace.SetSignalMask(_tracee.Tid, AllSignals & ~IgnoredSignal.Bit(signal)).OrThrow($"unblock a signal of thread {_tracee.Tid}");
        FailurePoints.Reach("batch-aimed");
        _tracee.RunToSignal(signal, _scratch!.Address + LiveStub.StopOffset, $"make calls in thread {_tracee.Tid}");
        AimAtUndo();
        Ptrace.SetSignalMask(_tracee.Tid, AllSignals).OrThrow($"block signals of thread {_tracee.Tid}");
        Read(at, records);
        var answers = new List<KernelResult<ulong>>(calls.Count);
        for (var index = 0; index < calls.Count; index++)
            answers.Add(KernelResult.FromRegister(CallStub.AnswerOf(records.AsSpan(index * CallStub.RecordBytes))));
        return answers;
    }

    private void AimAtStub(RemotePtr records, int count, int signal) => _tracee.WriteRegisters(_original with
    {
        Rip = _scratch!.Address.Value,
        Rsp = _frame.Value,
        OrigRax = ulong.MaxValue,
        Rbx = records.Value,
        Rbp = (ulong)count,
        R12 = (ulong)signal,
        R13 = _gadgets.SyscallReturn.Value,
        R14 = _scratch.Address.Value,
        R15 = RemoteScratch.Bytes,
    });

    private RemoteScratch MapScratch()
    {
        const ulong PROT_READ_WRITE = 3;
        const ulong PROT_READ_WRITE_EXEC = 7;
        var mapped = StopSignal() is null ? KernelResult.Failure<ulong>(Errno.EACCES) : Map(PROT_READ_WRITE_EXEC);
        var executable = mapped.Ok;
        if (!executable)
            mapped = Map(PROT_READ_WRITE);
        var address = new RemotePtr(mapped.OrThrow($"get scratch memory in process {_tracee.Pid}"));
        return new RemoteScratch(address, executable && ProcessMemory.Write(_tracee.Pid, address, LiveStub.Code).Or(0) == LiveStub.Code.Length);
    }

    private KernelResult<ulong> Map(ulong protection)
    {
        const ulong MAP_PRIVATE_ANONYMOUS = 0x22;
        return Invoke(SyscallNumber.mmap, 0, RemoteScratch.Bytes, protection, MAP_PRIVATE_ANONYMOUS, ulong.MaxValue, 0);
    }

    /// <summary>
    /// Only the thread that may be in the middle of a list unmaps the memory if we are killed: two would do it under each other's feet.
    /// </summary>
    private void Borrow(RemoteScratch scratch)
    {
        _lender!._lastCall = null;
        _lender.AimAtUndo();
        _scratch = scratch;
        _scratch.Reuse();
        NothingIfKilled();
    }

    private void TakeBack()
    {
        ReuseScratch();
        try
        {
            NothingIfKilled();
        }
        catch (PerdureException)
        {
            // This thread has died; so has its process, memory and all.
        }
    }
}
