namespace Perdure.Binaries.Unwinding;

/// <summary>The rules that hold at one instruction: one row of the table that a function's entry describes.</summary>
internal sealed class UnwindRow
{
    private readonly RegisterRule[] _rules = new RegisterRule[FrameRegisters.Count];

    public int CfaRegister { get; set; } = (int)DwarfRegister.Rsp;

    public long CfaOffset { get; set; }

    /// <summary>Set where the canonical frame address is computed, and not a register and an offset.</summary>
    public byte[]? CfaExpression { get; set; }

    public RegisterRule this[int register]
    {
        get => _rules[Checked(register)];
        set => _rules[Checked(register)] = value;
    }

    public UnwindRow Copy()
    {
        var copy = new UnwindRow { CfaRegister = CfaRegister, CfaOffset = CfaOffset, CfaExpression = CfaExpression };
        _rules.CopyTo(copy._rules, 0);
        return copy;
    }

    // Vector registers have numbers as well; no caller's value of one is kept by the ABI.
    private static int Checked(int register) => register is >= 0 and < FrameRegisters.Count ? register : throw ElfSource.Bad($"a rule for register {register}");
}
