namespace Perdure.Binaries.Code;

/// <summary>A <c>syscall</c> instruction and what can be done with it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Number">The number of its call where the code tells it.</param>
/// <param name="Window">The instructions behind it, which can give way to a jump; null if they can't.</param>
/// <param name="Refusal">Why not.</param>
/// <param name="Source">How to learn the number at run time; null if it is known, or can't be learned.</param>
public sealed record SyscallSite(ulong Address, int? Number, CodeWindow? Window, WindowRefusal Refusal, NumberSource? Source)
{
    /// <summary>The bytes of the instruction.</summary>
    public const int InstructionBytes = 2;

    /// <summary>Where the thread is when the call has returned.</summary>
    public ulong Return => Address + InstructionBytes;
}
