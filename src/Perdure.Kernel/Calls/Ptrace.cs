using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// ptrace(2). Every request has to come from the thread that seized the tracee: from another one the kernel answers ESRCH.
/// </summary>
public static unsafe partial class Ptrace
{
    /// <summary>The note type of the general registers (NT_PRSTATUS), for a register set.</summary>
    public const int NT_PRSTATUS = 1;

    /// <summary>The note type of the extended state (NT_X86_XSTATE): the XSAVE area.</summary>
    public const int NT_X86_XSTATE = 0x202;

    /// <summary>The largest XSAVE area that is accepted: AMX needs 11 KiB.</summary>
    public const int MaxXStateBytes = 64 * 1024;

    /// <summary>Attaches without stopping the thread; later stops come from <see cref="Interrupt"/>.</summary>
    public static KernelResult<int> Seize(Tid tid, PtraceOptions options) =>
        Request(PtraceRequest.PTRACE_SEIZE, tid, 0, (nint)options);

    /// <summary>Asks a seized thread to stop; the stop arrives by wait as PTRACE_EVENT_STOP.</summary>
    public static KernelResult<int> Interrupt(Tid tid) => Request(PtraceRequest.PTRACE_INTERRUPT, tid, 0, 0);

    /// <summary>Lets a stopped thread run, delivering <paramref name="signal"/> unless it is 0.</summary>
    public static KernelResult<int> Continue(Tid tid, int signal) => Request(PtraceRequest.PTRACE_CONT, tid, 0, signal);

    /// <summary>Lets a stopped thread run to the next entry or exit of a system call.</summary>
    public static KernelResult<int> ContinueToSyscall(Tid tid, int signal) => Request(PtraceRequest.PTRACE_SYSCALL, tid, 0, signal);

    /// <summary>Lets a stopped thread run one instruction.</summary>
    public static KernelResult<int> SingleStep(Tid tid, int signal) => Request(PtraceRequest.PTRACE_SINGLESTEP, tid, 0, signal);

    /// <summary>Leaves a thread that is in group stop stopped, but lets it be told of SIGCONT.</summary>
    public static KernelResult<int> Listen(Tid tid) => Request(PtraceRequest.PTRACE_LISTEN, tid, 0, 0);

    /// <summary>Lets go of a stopped thread, delivering <paramref name="signal"/> unless it is 0.</summary>
    public static KernelResult<int> Detach(Tid tid, int signal) => Request(PtraceRequest.PTRACE_DETACH, tid, 0, signal);

    /// <summary>Changes the options of a stopped thread.</summary>
    public static KernelResult<int> SetOptions(Tid tid, PtraceOptions options) =>
        Request(PtraceRequest.PTRACE_SETOPTIONS, tid, 0, (nint)options);

    /// <summary>The general registers of a stopped thread.</summary>
    public static KernelResult<UserRegs> GetRegs(Tid tid)
    {
        UserRegs regs;
        var result = Request(PtraceRequest.PTRACE_GETREGS, tid, 0, (nint)(&regs));
        return result.Ok ? KernelResult.Success(regs) : KernelResult.Failure<UserRegs>(result.Error);
    }

    /// <summary>Writes the general registers of a stopped thread.</summary>
    public static KernelResult<int> SetRegs(Tid tid, in UserRegs regs)
    {
        fixed (UserRegs* pointer = &regs)
            return Request(PtraceRequest.PTRACE_SETREGS, tid, 0, (nint)pointer);
    }

    /// <summary>Reads a register set; answers how many bytes of <paramref name="into"/> the kernel filled.</summary>
    public static KernelResult<int> GetRegSet(Tid tid, int noteType, Span<byte> into)
    {
        fixed (byte* pointer = into)
        {
            var vector = new IoVec((ulong)pointer, (ulong)into.Length);
            var result = Request(PtraceRequest.PTRACE_GETREGSET, tid, noteType, (nint)(&vector));
            return result.Ok ? KernelResult.Success((int)vector.Length) : result;
        }
    }

    /// <summary>Writes a register set.</summary>
    public static KernelResult<int> SetRegSet(Tid tid, int noteType, ReadOnlySpan<byte> from)
    {
        fixed (byte* pointer = from)
        {
            var vector = new IoVec((ulong)pointer, (ulong)from.Length);
            return Request(PtraceRequest.PTRACE_SETREGSET, tid, noteType, (nint)(&vector));
        }
    }

    /// <summary>The signal mask of a stopped thread, bit 0 for signal 1.</summary>
    public static KernelResult<ulong> GetSignalMask(Tid tid)
    {
        ulong mask;
        var result = Request(PtraceRequest.PTRACE_GETSIGMASK, tid, sizeof(ulong), (nint)(&mask));
        return result.Ok ? KernelResult.Success(mask) : KernelResult.Failure<ulong>(result.Error);
    }

    /// <summary>Sets the signal mask of a stopped thread.</summary>
    public static KernelResult<int> SetSignalMask(Tid tid, ulong mask) =>
        Request(PtraceRequest.PTRACE_SETSIGMASK, tid, sizeof(ulong), (nint)(&mask));

    /// <summary>The message of the last event: a new tid, an exit status…</summary>
    public static KernelResult<ulong> GetEventMessage(Tid tid)
    {
        ulong message;
        var result = Request(PtraceRequest.PTRACE_GETEVENTMSG, tid, 0, (nint)(&message));
        return result.Ok ? KernelResult.Success(message) : KernelResult.Failure<ulong>(result.Error);
    }

    /// <summary>The siginfo (128 bytes) of the signal at which a thread is stopped.</summary>
    public static KernelResult<int> GetSignalInfo(Tid tid, Span<byte> into)
    {
        Assert.Always(into.Length >= 128);
        fixed (byte* pointer = into)
            return Request(PtraceRequest.PTRACE_GETSIGINFO, tid, 0, (nint)pointer);
    }

    /// <summary>
    /// Pending signals in queue order as siginfo records of 128 bytes; answers how many were read.
    /// </summary>
    /// <param name="tid">A stopped thread.</param>
    /// <param name="shared">The queue of the process instead of the thread's own.</param>
    /// <param name="first">Index of the first one to read.</param>
    /// <param name="into">Room for the records.</param>
    public static KernelResult<int> PeekSignals(Tid tid, bool shared, ulong first, Span<byte> into)
    {
        var arguments = stackalloc ulong[2];
        arguments[0] = first;
        ((uint*)arguments)[2] = shared ? 1u : 0u;
        ((int*)arguments)[3] = into.Length / 128;
        fixed (byte* pointer = into)
            return Request(PtraceRequest.PTRACE_PEEKSIGINFO, tid, (nint)arguments, (nint)pointer);
    }

    /// <summary>
    /// The registered rseq area: <c>struct ptrace_rseq_configuration</c> as address, size, signature and flags.
    /// </summary>
    public static KernelResult<(RemotePtr Area, uint Size, uint Signature, uint Flags)> GetRseq(Tid tid)
    {
        var words = stackalloc uint[6];
        var result = Request(PtraceRequest.PTRACE_GET_RSEQ_CONFIGURATION, tid, 24, (nint)words);
        return result.Ok
            ? KernelResult.Success((new RemotePtr(*(ulong*)words), words[2], words[3], words[4]))
            : KernelResult.Failure<(RemotePtr, uint, uint, uint)>(result.Error);
    }

    /// <summary>
    /// One of the seccomp filters of a thread, as BPF instructions of 8 bytes; answers their number. ENOENT: no such filter.
    /// </summary>
    public static KernelResult<int> GetSeccompFilter(Tid tid, int index, Span<byte> into)
    {
        fixed (byte* pointer = into)
            return Request(PtraceRequest.PTRACE_SECCOMP_GET_FILTER, tid, index, (nint)pointer);
    }

    private static KernelResult<int> Request(PtraceRequest request, Tid tid, nint address, nint data)
    {
        var result = ptrace((long)request, tid.Value, address, data);
        return result == -1 ? KernelResult.Failure<int>(KernelResult.LastErrno()) : KernelResult.Success((int)result);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint ptrace(long request, int pid, nint address, nint data);
}
