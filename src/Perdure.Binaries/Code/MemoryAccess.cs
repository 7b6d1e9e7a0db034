using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>What one instruction does to memory.</summary>
public static class MemoryAccess
{
    /// <summary>The longest instruction of x86-64.</summary>
    public const int LongestInstruction = 15;

    /// <summary>Whether the instruction writes to memory.</summary>
    public static bool Writes(ReadOnlySpan<byte> code, ulong address)
    {
        var instruction = Decoder.Create(64, code.ToArray(), address).Decode();
        if (instruction.IsInvalid)
            return false;
        var factory = new InstructionInfoFactory();
        foreach (var memory in factory.GetInfo(instruction).GetUsedMemory())
            if (memory.Access is OpAccess.Write or OpAccess.ReadWrite or OpAccess.CondWrite or OpAccess.ReadCondWrite)
                return true;
        return false;
    }
}
