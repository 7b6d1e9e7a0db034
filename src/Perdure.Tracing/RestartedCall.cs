using System.Buffers.Binary;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Tracing;

/// <summary>
/// A wait that was stopped before goes on as restart_syscall, and only the kernel knows which call it was: a new thread that asks for it
/// would continue a wait of its maker. The arguments are still in their registers, and with the code before the call they tell.
/// </summary>
public static class RestartedCall
{
    private const int TimeSpecBytes = 16;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const ulong FirstPointer = 4096;

    /// <summary>Whether the thread waits in a call that goes by the name of restart_syscall.</summary>
    public static bool Is(in UserRegs registers) =>
        SyscallRestart.NeedsRestartBlock(registers) && (SyscallNumber)registers.OrigRax == SyscallNumber.restart_syscall;

    /// <summary>Registers as if the call had been stopped for the first time; with EINTR as its answer if nobody can tell what it was.</summary>
    public static UserRegs Complete(Pid pid, in UserRegs registers)
    {
        if (!Is(registers))
            return registers;
        return (ByCode(pid, registers) ?? ByArguments(pid, registers)) is { } number
            ? registers with { OrigRax = (ulong)number }
            : registers with { OrigRax = ulong.MaxValue, Rax = unchecked((ulong)-(long)Errno.EINTR) };
    }

    /// <summary>Mostly the number is loaded right before the call: <c>mov eax, NUMBER; syscall</c>.</summary>
    private static SyscallNumber? ByCode(Pid pid, in UserRegs registers)
    {
        Span<byte> code = stackalloc byte[7];
        if (ProcessMemory.Read(pid, new RemotePtr(registers.Rip - (ulong)code.Length), code).Or(0) != code.Length
            || code[0] != 0xb8 || code[5] != 0x0f || code[6] != 0x05)
            return null;
        var number = (SyscallNumber)BinaryPrimitives.ReadUInt32LittleEndian(code[1..]);
        return number is SyscallNumber.poll or SyscallNumber.nanosleep or SyscallNumber.clock_nanosleep or SyscallNumber.futex ? number : null;
    }

    /// <summary>These four are all that the kernel restarts so.</summary>
    private static SyscallNumber? ByArguments(Pid pid, in UserRegs registers)
    {
        if (registers.Rdi < FirstPointer && registers.Rsi == 0 && IsTime(pid, registers.Rdx))
            return SyscallNumber.clock_nanosleep;
        if (IsFutexWait(registers.Rsi) && IsTime(pid, registers.R10))
            return SyscallNumber.futex;
        if (registers.Rsi is 0 or >= FirstPointer && IsTime(pid, registers.Rdi))
            return SyscallNumber.nanosleep;
        return registers.Rsi < FirstPointer && (int)registers.Rdx > 0 ? SyscallNumber.poll : null;
    }

    private static bool IsFutexWait(ulong operation)
    {
        const ulong FUTEX_PRIVATE_FLAG = 128;
        const ulong FUTEX_CLOCK_REALTIME = 256;
        return (operation & ~FUTEX_CLOCK_REALTIME) is FUTEX_PRIVATE_FLAG or (FUTEX_PRIVATE_FLAG | 9) or 9;
    }

    private static bool IsTime(Pid pid, ulong pointer)
    {
        Span<byte> time = stackalloc byte[TimeSpecBytes];
        if (pointer < FirstPointer || ProcessMemory.Read(pid, new RemotePtr(pointer), time).Or(0) != TimeSpecBytes)
            return false;
        return BinaryPrimitives.ReadInt64LittleEndian(time) >= 0 && BinaryPrimitives.ReadInt64LittleEndian(time[8..]) is >= 0 and < NanosecondsPerSecond;
    }
}
