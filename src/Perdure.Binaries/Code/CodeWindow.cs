using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>Whole instructions in a row that can give way to a jump.</summary>
/// <param name="Start">The first address.</param>
/// <param name="Instructions">The instructions.</param>
public sealed record CodeWindow(ulong Start, IReadOnlyList<Instruction> Instructions)
{
    /// <summary>The bytes of a jump to anywhere within 2 GiB.</summary>
    public const int JumpBytes = 5;

    /// <summary>The address behind the last instruction.</summary>
    public ulong End => Instructions[^1].NextIP;

    /// <summary>Its size.</summary>
    public int Length => (int)(End - Start);

    /// <summary>Whether the flow never leaves at the end: the last instruction that counts returns or jumps.</summary>
    public bool NeverFallsThrough => Instructions.Any(CodeFlow.Ends);

    /// <summary>The instructions that do something: those behind the last that returns or jumps are padding.</summary>
    public IEnumerable<Instruction> Moved
    {
        get
        {
            foreach (var instruction in Instructions)
            {
                yield return instruction;
                if (CodeFlow.Ends(instruction))
                    yield break;
            }
        }
    }

    /// <summary>The addresses where instructions begin, but for the first: nothing may be there when the window is overwritten, and nothing may jump there.</summary>
    public IEnumerable<ulong> Inner => Instructions.Skip(1).Select(instruction => instruction.IP);
}
