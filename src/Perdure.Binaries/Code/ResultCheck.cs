using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>
/// What a caller does with the result of a call, told from the instructions behind it: the value that makes it take the branch for errors. Compilers put `test eax,eax; js`, `cmp eax,-1; je` or
/// `test rax,rax; je` right behind a call whose result is looked at; nothing of the kind means that the result is not looked at, or is passed on.
/// </summary>
/// <param name="IsChecked">Whether the caller branches on the result.</param>
/// <param name="IsPassedOn">Whether the caller returns with it, without a look.</param>
/// <param name="ErrorValue">What to return for an error.</param>
public readonly record struct ResultCheck(bool IsChecked, bool IsPassedOn, ulong ErrorValue)
{
    /// <summary>How many bytes behind a call are looked at.</summary>
    public const int Bytes = 96;
    private const int MostInstructions = 12;
    private const ulong MinusOne = ulong.MaxValue;

    /// <summary>Looks at the instructions behind a call.</summary>
    /// <param name="code">Them.</param>
    /// <param name="address">Their address.</param>
    public static ResultCheck Of(ReadOnlySpan<byte> code, ulong address)
    {
        var decoder = Decoder.Create(64, code.ToArray(), address);
        Span<bool> holdsResult = stackalloc bool[32];
        holdsResult[Index(Register.RAX)] = true;
        Instruction? comparison = null;
        for (var count = 0; count < MostInstructions; count++)
        {
            var instruction = decoder.Decode();
            if (instruction.IsInvalid)
                break;
            if (comparison is { } compared && instruction.FlowControl == FlowControl.ConditionalBranch)
                return new ResultCheck(true, false, ValueThatIsAnError(compared, instruction.ConditionCode));
            if (instruction.FlowControl == FlowControl.Return)
                return new ResultCheck(false, holdsResult[Index(Register.RAX)], 0);
            if (instruction.FlowControl != FlowControl.Next)
                break;
            if (Compares(instruction, holdsResult))
                comparison = instruction;
            else
                Follow(instruction, holdsResult, ref comparison);
        }

        return new ResultCheck(false, false, 0);
    }

    private static bool Compares(in Instruction instruction, ReadOnlySpan<bool> holdsResult) => instruction.Mnemonic switch
    {
        Mnemonic.Test => Holds(instruction, 0, holdsResult) && Holds(instruction, 1, holdsResult),
        Mnemonic.Cmp => Holds(instruction, 0, holdsResult) && instruction.Op1Kind is OpKind.Immediate8 or OpKind.Immediate32 or OpKind.Immediate8to32 or OpKind.Immediate8to64 or OpKind.Immediate32to64,
        _ => false,
    };

    private static bool Holds(in Instruction instruction, int operand, ReadOnlySpan<bool> holdsResult) =>
        instruction.GetOpKind(operand) == OpKind.Register && Index(instruction.GetOpRegister(operand)) is >= 0 and var index && holdsResult[index];

    /// <summary>Copies of the result in other registers are followed; what is overwritten holds it no longer. Instructions that set flags spoil a comparison, but those between it and its branch don't as a rule.</summary>
    private static void Follow(in Instruction instruction, Span<bool> holdsResult, ref Instruction? comparison)
    {
        if (instruction.RflagsModified != RflagsBits.None)
            comparison = null;
        if (instruction.OpCount == 0 || instruction.GetOpKind(0) != OpKind.Register || Index(instruction.Op0Register) is not (>= 0 and var target))
            return;
        if (instruction.Mnemonic is Mnemonic.Push)
            return;
        holdsResult[target] = instruction.Mnemonic is Mnemonic.Mov or Mnemonic.Movsxd or Mnemonic.Movzx or Mnemonic.Cdqe && instruction.OpCount > 1 && Holds(instruction, 1, holdsResult);
    }

    private static ulong ValueThatIsAnError(in Instruction comparison, ConditionCode condition)
    {
        var isWide = comparison.Op0Register.GetSize() == 8;
        if (comparison.Mnemonic == Mnemonic.Cmp)
            return comparison.GetImmediate(1) == 0 ? MinusOne : condition is ConditionCode.e or ConditionCode.ne && IsNegative(comparison) ? comparison.GetImmediate(1) : MinusOne;
        return condition switch
        {
            // A sign is looked at: negative numbers are errors.
            ConditionCode.s or ConditionCode.ns or ConditionCode.l or ConditionCode.ge or ConditionCode.le or ConditionCode.g => MinusOne,
            // A pointer: null. A byte: false. A number: 0 is good in nearly all of C, and -1 is what servers and the C library use for errors.
            _ => isWide || comparison.Op0Register.GetSize() == 1 ? 0 : MinusOne,
        };
    }

    private static bool IsNegative(in Instruction comparison) => (long)comparison.GetImmediate(1) < 0;

    private static int Index(Register register)
    {
        var full = register.GetFullRegister();
        return full is >= Register.RAX and <= Register.R15 ? full - Register.RAX : -1;
    }
}
