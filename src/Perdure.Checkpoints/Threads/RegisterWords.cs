using System.Runtime.InteropServices;
using Perdure.Kernel;
using Perdure.Kernel.Abi;

namespace Perdure.Checkpoints.Threads;

/// <summary>General registers as a list of words, in the order of user_regs_struct.</summary>
internal static class RegisterWords
{
    private const int Count = 27;

    /// <summary>Registers to words.</summary>
    public static IReadOnlyList<ulong> FromRegisters(UserRegs registers) =>
        MemoryMarshal.Cast<UserRegs, ulong>(MemoryMarshal.CreateReadOnlySpan(ref registers, 1)).ToArray();

    /// <summary>Words to registers; an image with another number of them is refused.</summary>
    public static UserRegs ToRegisters(IReadOnlyList<ulong> words)
    {
        if (words.Count != Count)
            throw new PerdureException($"the image has {words.Count} registers for a thread instead of {Count}", "it is damaged: try perdure verify");
        return MemoryMarshal.Read<UserRegs>(MemoryMarshal.AsBytes(words.ToArray().AsSpan()));
    }
}
