using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>Looks around one <c>syscall</c> of a decoded function.</summary>
internal sealed class SiteReader(IReadOnlyList<Instruction> code, BranchTargets targets)
{
    // As far as BranchTargets looks around a site, and around the entry of its function.
    private const ulong SeenBytes = 64;

    public SyscallSite Read(int index)
    {
        var refusal = TryWindow(index + 1, out var window);
        if (refusal == WindowRefusal.None && !CodeFlow.OverwritesFlags(code, index + 1))
            (refusal, window) = (WindowRefusal.FlagsNeeded, null);
        var number = NumberBefore(index);
        return new SyscallSite(code[index].IP, number, window, refusal, number is null && window is not null ? SourceOf(index) : null);
    }

    /// <summary>Whole instructions from an index on that have room for a jump.</summary>
    /// <param name="first">The index.</param>
    /// <param name="window">The instructions.</param>
    /// <param name="mayBeTarget">Whether branches may lead to the first of them: calls lead to a function's entry, where the hook has its registers on every way.</param>
    private WindowRefusal TryWindow(int first, out CodeWindow? window, bool mayBeTarget = false)
    {
        window = null;
        var taken = new List<Instruction>();
        var (bytes, ended) = (0, false);
        for (var at = first; bytes < CodeWindow.JumpBytes; at++)
        {
            if (at >= code.Count)
                return WindowRefusal.TooShort;
            var instruction = code[at];
            if (targets.Contains(instruction.IP) && !(mayBeTarget && at == first))
                return WindowRefusal.BranchInto;
            if (ended ? !CodeFlow.IsPadding(instruction) : !CodeFlow.CanMove(instruction))
                return WindowRefusal.Immovable;
            ended |= CodeFlow.Ends(instruction);
            taken.Add(instruction);
            bytes += instruction.Length;
        }

        window = new CodeWindow(taken[0].IP, taken);
        return WindowRefusal.None;
    }

    /// <summary>The constant that eax has on every way to the call: nothing in between writes it, leaves, or is jumped to.</summary>
    private int? NumberBefore(int index)
    {
        for (var at = index; at > 0 && code[index].IP - code[at].IP <= SeenBytes; at--)
        {
            if (targets.Contains(code[at].IP) || code[at - 1].FlowControl is not (FlowControl.Next or FlowControl.ConditionalBranch))
                return null;
            var before = code[at - 1];
            if (!Writes(before, Register.RAX))
                continue;
            if (before.Code is Iced.Intel.Code.Mov_r32_imm32 or Iced.Intel.Code.Mov_rm32_imm32 or Iced.Intel.Code.Mov_rm64_imm32 && before.Op0Kind == OpKind.Register)
                return (int)before.GetImmediate(1);
            return IsZeroing(before) ? 0 : null;
        }

        return null;
    }

    private static bool IsZeroing(in Instruction instruction) =>
        instruction.Mnemonic is Mnemonic.Xor or Mnemonic.Sub && instruction is { Op0Kind: OpKind.Register, Op1Kind: OpKind.Register }
        && instruction.Op0Register == instruction.Op1Register && instruction.Op0Register is Register.EAX or Register.RAX;

    /// <summary>
    /// Follows the number back to the register that has it at the function's entry: on the straight way from there only moves between registers touch it, and the stack pointer
    /// stays. At the entry, and not right before the call: the C library's cancellable call looks for cancellation in between, and asks whether an interrupted thread was past that.
    /// </summary>
    private NumberSource? SourceOf(int index)
    {
        if (code[index].IP - code[0].IP > 2 * SeenBytes)
            return null;
        var number = Register.RAX;
        for (var at = index; at > 0; at--)
        {
            var before = code[at - 1];
            if (targets.Contains(code[at].IP) || before.FlowControl is not (FlowControl.Next or FlowControl.ConditionalBranch) || Writes(before, Register.RSP))
                return null;
            if (!Writes(before, number))
                continue;
            if (before.Mnemonic != Mnemonic.Mov || before.Op0Kind != OpKind.Register || before.Op1Kind != OpKind.Register || !before.Op1Register.IsGPR())
                return null;
            number = before.Op1Register.GetFullRegister();
        }

        // Padding that marks where indirect jumps may lead has to stay in front.
        var entry = code[0].Mnemonic == Mnemonic.Endbr64 ? 1 : 0;
        var free = number is not (Register.R10 or Register.R11 or Register.RSP);
        return free && TryWindow(entry, out var window, mayBeTarget: true) == WindowRefusal.None && window!.End <= code[index].IP ? new NumberSource(number, window) : null;
    }

    private static bool Writes(in Instruction instruction, Register register)
    {
        var factory = new InstructionInfoFactory();
        foreach (var used in factory.GetInfo(instruction).GetUsedRegisters())
            if (used.Register.GetFullRegister() == register && used.Access is OpAccess.Write or OpAccess.ReadWrite or OpAccess.CondWrite or OpAccess.ReadCondWrite)
                return true;
        return false;
    }
}
