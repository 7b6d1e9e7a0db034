using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Faults;

namespace Perdure.Tracing;

/// <summary>
/// System calls made by a stopped thread on our behalf. Registers, signal mask and memory are put back on <see cref="Dispose"/>, on every
/// path; if perdure is killed in between, the <see cref="UndoFrame"/> on the thread's stack puts the registers back without it.
/// Precondition of every member: called on the tracer thread, the tracee stopped.
/// </summary>
public sealed partial class RemoteCalls : IDisposable
{
    private const ulong AllSignals = ulong.MaxValue;
    private readonly Tracee _tracee;
    private readonly SyscallGadgets _gadgets;
    private readonly RemoteCalls? _lender;
    private readonly UserRegs _original;
    private readonly ulong _originalMask;
    private RemotePtr _frame;
    private byte[] _overwritten = [];
    private RemoteScratch? _scratch;
    private (SyscallNumber Number, ulong First, ulong Second)? _lastCall;
    private bool _disposed;

    private RemoteCalls(Tracee tracee, SyscallGadgets gadgets, RemoteCalls? lender)
    {
        _tracee = tracee;
        _gadgets = gadgets;
        _lender = lender;
        _original = tracee.ReadRegisters();
        _originalMask = Ptrace.GetSignalMask(tracee.Tid).OrThrow($"read the signal mask of thread {tracee.Tid}");
    }

    /// <summary>Borrows a thread. Nothing in it has changed before the first call.</summary>
    /// <param name="tracee">The thread.</param>
    /// <param name="gadgets">Code of the process for the calls.</param>
    /// <param name="lender">A scope in another thread of the process whose scratch memory is used, and which makes no calls until this one is disposed.</param>
    public static RemoteCalls Begin(Tracee tracee, SyscallGadgets gadgets, RemoteCalls? lender = null)
    {
        var calls = new RemoteCalls(tracee, gadgets, lender);
        try
        {
            // A seccomp filter of the program must not judge our calls. Without the right to suspend it, harmless calls mostly pass.
            _ = Ptrace.SetOptions(tracee.Tid, PtraceOptions.PTRACE_O_TRACESYSGOOD | PtraceOptions.PTRACE_O_SUSPEND_SECCOMP | tracee.StandingOptions);
            if (!gadgets.AreThere(tracee.Pid))
                throw new PerdureException($"the code of process {tracee.Pid} changed while it was looked at", "try again");
            calls.LayUndoFrame();
            FailurePoints.Reach("undo-frame");
            calls.AimAtUndo();
            Ptrace.SetSignalMask(tracee.Tid, AllSignals).OrThrow($"block signals of thread {tracee.Tid}");
            FailurePoints.Reach("registers-aimed");
            if (lender?._scratch is { } lent)
                calls.Borrow(lent);
            return calls;
        }
        catch
        {
            calls.Dispose();
            throw;
        }
    }

    /// <summary>Makes a system call in the thread.</summary>
    /// <param name="number">Which.</param>
    /// <param name="arguments">Up to six.</param>
    /// <returns>Its value or errno.</returns>
    public KernelResult<ulong> Invoke(SyscallNumber number, params ReadOnlySpan<ulong> arguments)
    {
        FailurePoints.Reach("remote-call");
        return Make(number, arguments);
    }

    /// <summary>
    /// What the thread is to do by itself if perdure is killed while it holds something in the process: close a descriptor, unmap memory.
    /// </summary>
    public void IfKilled(SyscallNumber number, ulong first, ulong second = 0)
    {
        _lastCall = (number, first, second);
        AimAtUndo();
    }

    /// <summary>What <see cref="IfKilled"/> asked for is done, or no longer needed.</summary>
    public void NothingIfKilled()
    {
        _lastCall = _scratch is null ? null : (SyscallNumber.munmap, _scratch.Address.Value, RemoteScratch.Bytes);
        AimAtUndo();
    }

    /// <summary>The thread's registers as they were, and will be again.</summary>
    public UserRegs OriginalRegisters => _original;

    /// <summary>The thread's signal mask as it was, and will be again.</summary>
    public ulong SignalMask => _originalMask;

    /// <summary>The thread or process that the last call started, stopped and traced as its maker is; null if it started none.</summary>
    public Tid? StartedThread { get; private set; }

    /// <summary>Memory in the process for arguments and results, of at most 64 KiB in all; it goes away with this scope.</summary>
    public RemotePtr Allocate(int bytes)
    {
        if (_scratch is null)
        {
            _scratch = MapScratch();
            NothingIfKilled();
            FailurePoints.Reach("scratch-mapped");
        }

        return _scratch.Allocate(bytes);
    }

    /// <summary>Copies bytes into scratch memory.</summary>
    public RemotePtr Place(ReadOnlySpan<byte> bytes)
    {
        var address = Allocate(bytes.Length);
        Write(address, bytes);
        return address;
    }

    /// <summary>Forgets what was allocated, so that the room can be used again.</summary>
    public void ReuseScratch() => _scratch?.Reuse();

    /// <summary>Writes into the process.</summary>
    public void Write(RemotePtr address, ReadOnlySpan<byte> bytes) =>
        ProcessMemory.Write(_tracee.Pid, address, bytes).OrThrow($"write into process {_tracee.Pid} at {address}");

    /// <summary>Reads from the process.</summary>
    public void Read(RemotePtr address, Span<byte> into) =>
        Assert.Always(ProcessMemory.Read(_tracee.Pid, address, into).OrThrow($"read from process {_tracee.Pid} at {address}") == into.Length);

    /// <summary>Gives the thread back as it was. That it has gone meanwhile is no error.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        try
        {
            // Other threads may soon map something there, so the thread must not unmap it a second time.
            _lastCall = null;
            if (_scratch is not null && _lender is null)
                _ = Make(SyscallNumber.munmap, _scratch.Address.Value, RemoteScratch.Bytes);
        }
        catch (PerdureException)
        {
            // The thread died under us: there is nothing left to put back.
        }

        // The order matters if we are killed here: until the registers are back, the thread returns through the undo frame.
        _disposed = true;
        _ = Ptrace.SetSignalMask(_tracee.Tid, _originalMask);
        _ = Ptrace.SetRegs(_tracee.Tid, _original);
        if (_overwritten.Length > 0)
            _ = ProcessMemory.Write(_tracee.Pid, _frame, _overwritten);
        if (_scratch is not null)
            _lender?.TakeBack();
        if (_tracee.StandingOptions != PtraceOptions.None)
            _ = Ptrace.SetOptions(_tracee.Tid, _tracee.StandingOptions);
    }

    /// <summary>
    /// From here on a thread that is let loose runs one last call, a harmless one if there is nothing to take back, and returns through the
    /// undo frame, signal mask and all.
    /// </summary>
    private void AimAtUndo()
    {
        if (_frame == RemotePtr.Null)
            return;
        var (number, first, second) = _lastCall ?? (SyscallNumber.getpid, 0, 0);
        AimAt(number, [first, second]);
    }

    private KernelResult<ulong> Make(SyscallNumber number, params ReadOnlySpan<ulong> arguments)
    {
        Assert.Always(!_disposed);
        AimAt(number, arguments);
        StartedThread = _tracee.RunSyscall($"make the call {number} in thread {_tracee.Tid}");
        var result = KernelResult.FromRegister(_tracee.ReadRegisters().Rax);
        if (_lastCall is not null)
            AimAtUndo();
        return result;
    }

    private void AimAt(SyscallNumber number, ReadOnlySpan<ulong> arguments)
    {
        Assert.Always(arguments.Length <= 6);
        Span<ulong> six = stackalloc ulong[6];
        arguments.CopyTo(six);
        _tracee.WriteRegisters(_original with
        {
            Rip = _gadgets.SyscallReturn.Value,
            Rsp = _frame == RemotePtr.Null ? _original.Rsp : _frame.Value,
            Rax = (ulong)number,
            OrigRax = ulong.MaxValue,
            Rdi = six[0],
            Rsi = six[1],
            Rdx = six[2],
            R10 = six[3],
            R8 = six[4],
            R9 = six[5],
        });
    }

    private void LayUndoFrame()
    {
        const ulong redZone = 128;
        if (!_gadgets.CanUndo)
            return;
        var resume = SyscallRestart.Rewind(_original);
        if (SyscallRestart.NeedsRestartBlock(_original))
        {
            // rt_sigreturn forgets the restart block, so an undone thread gets what POSIX says of an interrupted wait.
            resume = _original with { Rax = unchecked((ulong)-(long)Errno.EINTR), OrigRax = ulong.MaxValue };
        }

        var (address, bytes) = UndoFrame.Build(
            new RemotePtr(_original.Rsp - redZone), _gadgets.SignalReturn, resume, _tracee.ReadExtendedState(), _originalMask);
        var before = new byte[bytes.Length];
        if (ProcessMemory.Read(_tracee.Pid, address, before).Or(0) != before.Length || ProcessMemory.Write(_tracee.Pid, address, bytes).Or(0) != bytes.Length)
            return;
        _frame = address;
        _overwritten = before;
    }
}
