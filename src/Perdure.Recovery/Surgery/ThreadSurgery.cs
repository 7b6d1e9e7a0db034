using Perdure.Binaries;
using Perdure.Binaries.Unwinding;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Recovery.Crashes;

namespace Perdure.Recovery.Surgery;

/// <summary>Puts a thread where it is to go on. Precondition of every member: called on the tracer thread, the thread is stopped.</summary>
internal static class ThreadSurgery
{
    private const ulong DirectionFlag = 1 << 10;
    private const ulong TrapFlag = 1 << 8;

    /// <summary>The registers that the caller finds when the function that is left returns.</summary>
    public static UserRegs RegistersAfter(Escape escape, in UserRegs now)
    {
        var frame = escape.Resumed.Frame.Registers;
        return now with
        {
            Rip = frame.Rip,
            Rsp = frame.Rsp,
            Rbx = frame.Get(DwarfRegister.Rbx)!.Value,
            Rbp = frame.Get(DwarfRegister.Rbp)!.Value,
            R12 = frame.Get(DwarfRegister.R12)!.Value,
            R13 = frame.Get(DwarfRegister.R13)!.Value,
            R14 = frame.Get(DwarfRegister.R14)!.Value,
            R15 = frame.Get(DwarfRegister.R15)!.Value,
            Rax = escape.Result,
            Rdx = 0,
            // A system call that the thread was in is over, and the ABI wants strings to go up.
            OrigRax = ulong.MaxValue,
            Eflags = now.Eflags & ~(DirectionFlag | TrapFlag),
        };
    }

    /// <summary>Has the thread go on by a way.</summary>
    public static void Apply(Tid tid, Escape escape)
    {
        var registers = Ptrace.GetRegs(tid).OrThrow($"read the registers of thread {tid}");
        Ptrace.SetRegs(tid, RegistersAfter(escape, registers)).OrThrow($"write the registers of thread {tid}");
    }

    /// <summary>Has the thread go on behind the instruction. Answers whether that can be done.</summary>
    public static bool TrySkip(Crash crash, MemoryRead memory)
    {
        var registers = Ptrace.GetRegs(crash.Tid).OrThrow($"read the registers of thread {crash.Tid}");
        if (Skip.RegistersAfter(crash, registers, memory) is not { } after)
            return false;
        Ptrace.SetRegs(crash.Tid, after).OrThrow($"write the registers of thread {crash.Tid}");
        return true;
    }
}
