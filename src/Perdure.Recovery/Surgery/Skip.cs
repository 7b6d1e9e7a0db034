using Perdure.Binaries;
using Perdure.Binaries.Code;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Recovery.Crashes;

namespace Perdure.Recovery.Surgery;

/// <summary>
/// The last way past a crash in a function that can't be left, as in the loop of a server itself: the instruction is left out. What it would have loaded is zero, what it would have stored is not stored.
/// </summary>
internal static class Skip
{
    /// <summary>The registers behind the instruction; null if it can't be left out.</summary>
    public static UserRegs? RegistersAfter(Crash crash, in UserRegs now, MemoryRead memory)
    {
        // Half of what a library does is worse than nothing.
        if (crash.Kind is not (CrashKind.Read or CrashKind.Write or CrashKind.Arithmetic) || LibraryFunctions.IsBelowProgram(crash.Frames[0].Module?.Name ?? ""))
            return null;
        Span<byte> code = stackalloc byte[MemoryAccess.LongestInstruction];
        if (!memory(now.Rip, code) || SkippedInstruction.Of(code, now.Rip) is not { } skipped)
            return null;
        var after = now with { Rip = now.Rip + (ulong)skipped.Length, OrigRax = ulong.MaxValue };
        foreach (var register in skipped.Written)
            Clear(ref after, register);
        return after;
    }

    private static void Clear(ref UserRegs registers, int register)
    {
        switch (register)
        {
            case 0: registers.Rax = 0; break;
            case 1: registers.Rcx = 0; break;
            case 2: registers.Rdx = 0; break;
            case 3: registers.Rbx = 0; break;
            case 5: registers.Rbp = 0; break;
            case 6: registers.Rsi = 0; break;
            case 7: registers.Rdi = 0; break;
            case 8: registers.R8 = 0; break;
            case 9: registers.R9 = 0; break;
            case 10: registers.R10 = 0; break;
            case 11: registers.R11 = 0; break;
            case 12: registers.R12 = 0; break;
            case 13: registers.R13 = 0; break;
            case 14: registers.R14 = 0; break;
            case 15: registers.R15 = 0; break;
        }
    }
}
