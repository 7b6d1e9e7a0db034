using Perdure.Kernel;
using Perdure.Kernel.Abi;

namespace Perdure.Tracing;

/// <summary>
/// What becomes of a system call in which a thread was stopped. The kernel would restart it by itself from codes that it keeps in the
/// registers; where the registers go elsewhere (an image, a signal frame) the restart has to be done by hand: two bytes back, to the
/// <c>syscall</c> instruction, with its number in rax again.
/// </summary>
public static class SyscallRestart
{
    private const int SyscallInstructionBytes = 2;

    /// <summary>Whether the thread was stopped inside of a system call that has not answered yet.</summary>
    public static bool IsInterruptedCall(in UserRegs registers) =>
        (long)registers.OrigRax >= 0 && RestartKind(registers) != Errno.None;

    /// <summary>Whether only the kernel's restart block knows how the call goes on.</summary>
    public static bool NeedsRestartBlock(in UserRegs registers) =>
        (long)registers.OrigRax >= 0 && RestartKind(registers) == Errno.ERESTART_RESTARTBLOCK;

    /// <summary>
    /// The registers with which the thread issues its interrupted call again, from its start. Registers of a thread that was not in a
    /// call come back as they are, but marked so that the kernel does not take them for a call.
    /// </summary>
    public static UserRegs Rewind(in UserRegs registers) =>
        IsInterruptedCall(registers) ? SetBack(registers) : registers with { OrigRax = ulong.MaxValue };

    /// <summary>Whether a call has answered a plain EINTR that may be due to nothing but the tracer's stop (epoll_wait, semop…).</summary>
    public static bool IsSpuriousInterrupt(in UserRegs registers) =>
        (long)registers.OrigRax >= 0 && (long)registers.Rax == -(long)Errno.EINTR && AnswersEintrToTracers((SyscallNumber)registers.OrigRax);

    /// <summary>The registers with which the thread issues its call again, from its start.</summary>
    public static UserRegs SetBack(in UserRegs registers) => registers with
    {
        Rax = registers.OrigRax,
        Rip = registers.Rip - SyscallInstructionBytes,
        OrigRax = ulong.MaxValue,
    };

    private static bool AnswersEintrToTracers(SyscallNumber number) => number is
        SyscallNumber.epoll_wait or SyscallNumber.epoll_pwait or SyscallNumber.epoll_pwait2 or
        SyscallNumber.semop or SyscallNumber.semtimedop or SyscallNumber.rt_sigtimedwait or
        SyscallNumber.io_getevents or SyscallNumber.io_pgetevents or
        SyscallNumber.recvfrom or SyscallNumber.recvmsg or SyscallNumber.recvmmsg or SyscallNumber.read or SyscallNumber.readv or
        SyscallNumber.accept or SyscallNumber.accept4 or
        SyscallNumber.sendto or SyscallNumber.sendmsg or SyscallNumber.write or SyscallNumber.writev;

    private static Errno RestartKind(in UserRegs registers) => (-(long)registers.Rax) switch
    {
        (long)Errno.ERESTARTSYS => Errno.ERESTARTSYS,
        (long)Errno.ERESTARTNOINTR => Errno.ERESTARTNOINTR,
        (long)Errno.ERESTARTNOHAND => Errno.ERESTARTNOHAND,
        (long)Errno.ERESTART_RESTARTBLOCK => Errno.ERESTART_RESTARTBLOCK,
        _ => Errno.None,
    };
}
