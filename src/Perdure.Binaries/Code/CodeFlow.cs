using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>What an instruction does to the flow of control and to the flags.</summary>
public static class CodeFlow
{
    private const int FlagsLookAhead = 24;

    /// <summary>Whether nothing that follows it is executed after it.</summary>
    public static bool Ends(Instruction instruction) => instruction.FlowControl is FlowControl.Return or FlowControl.UnconditionalBranch or FlowControl.IndirectBranch;

    /// <summary>Whether it can be executed elsewhere and mean the same.</summary>
    public static bool CanMove(in Instruction instruction) => instruction.FlowControl switch
    {
        FlowControl.Next or FlowControl.Return or FlowControl.IndirectBranch => instruction.Mnemonic is not (Mnemonic.Syscall or Mnemonic.Sysenter),
        FlowControl.UnconditionalBranch => true,
        // Jumps on rcx have a short form only.
        FlowControl.ConditionalBranch => !instruction.IsJcxShort && !instruction.IsLoop && !instruction.IsLoopcc,
        _ => false,
    };

    /// <summary>Whether it fills the room between functions.</summary>
    public static bool IsPadding(in Instruction instruction) => instruction.Mnemonic is Mnemonic.Nop or Mnemonic.Int3
        || (instruction.Mnemonic == Mnemonic.Xchg && instruction.Op0Register == instruction.Op1Register && instruction.Op0Kind == instruction.Op1Kind);

    /// <summary>
    /// Whether the code that begins here sets all flags before it reads one. A return or a call counts as setting them: no convention of calls hands flags on. The auxiliary carry is left out: in 64 bits only lahf and pushf read it.
    /// </summary>
    public static bool OverwritesFlags(IReadOnlyList<Instruction> code, int index)
    {
        const RflagsBits all = RflagsBits.OF | RflagsBits.SF | RflagsBits.ZF | RflagsBits.CF | RflagsBits.PF;
        var pending = all;
        for (var steps = 0; steps < FlagsLookAhead && index >= 0 && index < code.Count; steps++)
        {
            var instruction = code[index];
            if ((instruction.RflagsRead & pending) != 0)
                return false;
            pending &= ~instruction.RflagsModified;
            if (pending == 0 || instruction.FlowControl is FlowControl.Return or FlowControl.Call or FlowControl.IndirectCall)
                return true;
            if (instruction.FlowControl is not (FlowControl.Next or FlowControl.UnconditionalBranch))
                return false;
            index = instruction.FlowControl == FlowControl.Next ? index + 1 : IndexOf(code, instruction.NearBranchTarget);
        }

        return false;
    }

    /// <summary>The index of the instruction at an address; -1 if none begins there. Precondition: in address order.</summary>
    public static int IndexOf(IReadOnlyList<Instruction> code, ulong address)
    {
        var (low, high) = (0, code.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (code[middle].IP == address)
                return middle;
            if (code[middle].IP > address)
                high = middle - 1;
            else
                low = middle + 1;
        }

        return -1;
    }
}
