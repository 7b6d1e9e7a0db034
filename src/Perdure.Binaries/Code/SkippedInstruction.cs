using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>What is left of an instruction that is not executed: how long it is, and the registers that it would have written.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Written">The general registers that it would have written, whole or in part, by their numbers in the processor (0 is rax, 15 is r15).</param>
public readonly record struct SkippedInstruction(int Length, IReadOnlyList<int> Written)
{
    /// <summary>Looks at an instruction; null if it can't be left out: it jumps, calls, moves the stack pointer, or is none.</summary>
    public static SkippedInstruction? Of(ReadOnlySpan<byte> code, ulong address)
    {
        var instruction = Decoder.Create(64, code.ToArray(), address).Decode();
        if (instruction.IsInvalid || instruction.FlowControl != FlowControl.Next)
            return null;
        var written = new List<int>();
        foreach (var used in new InstructionInfoFactory().GetInfo(instruction).GetUsedRegisters())
        {
            if (used.Access is not (OpAccess.Write or OpAccess.ReadWrite or OpAccess.CondWrite or OpAccess.ReadCondWrite))
                continue;
            var register = used.Register.GetFullRegister();
            if (register == Register.RSP)
                return null;
            if (register is >= Register.RAX and <= Register.R15)
                written.Add(register - Register.RAX);
        }

        return new SkippedInstruction(instruction.Length, [.. written.Distinct()]);
    }
}
