using Perdure.Kernel.Abi;

namespace Perdure.Tracing;

/// <summary>Where a system call says how long it may wait, counted from its start.</summary>
/// <param name="Argument">Index of the argument, 0 to 5.</param>
/// <param name="IsPointer">A struct timespec, or else milliseconds.</param>
internal readonly record struct TimedCall(int Argument, bool IsPointer)
{
    private const ulong TIMER_ABSTIME = 1;
    private const ulong FUTEX_CMD_MASK = 0x7f;
    private const ulong FUTEX_WAIT = 0;

    /// <summary>The limit of a call; null for one that has none, or one by the clock. Calls that write the time left back are none either.</summary>
    public static TimedCall? Of(in UserRegs registers) => (SyscallNumber)registers.OrigRax switch
    {
        SyscallNumber.poll => new TimedCall(2, false),
        SyscallNumber.epoll_wait or SyscallNumber.epoll_pwait => new TimedCall(3, false),
        SyscallNumber.epoll_pwait2 or SyscallNumber.semtimedop => new TimedCall(3, true),
        SyscallNumber.rt_sigtimedwait => new TimedCall(2, true),
        SyscallNumber.io_getevents or SyscallNumber.io_pgetevents => new TimedCall(4, true),
        SyscallNumber.nanosleep => new TimedCall(0, true),
        SyscallNumber.clock_nanosleep when (registers.Rsi & TIMER_ABSTIME) == 0 => new TimedCall(2, true),
        SyscallNumber.futex when (registers.Rsi & FUTEX_CMD_MASK) == FUTEX_WAIT => new TimedCall(3, true),
        _ => null,
    };

    /// <summary>The pointer to which a sleep writes the time left when it is interrupted; 0 if it does not.</summary>
    public static ulong RemainderOf(in UserRegs registers) => (SyscallNumber)registers.OrigRax switch
    {
        SyscallNumber.nanosleep => registers.Rsi,
        SyscallNumber.clock_nanosleep => registers.R10,
        _ => 0,
    };
}
