namespace Perdure.Binaries.Unwinding;

/// <summary>The ways in which a function keeps its caller's registers (DWARF 5, 6.4.1).</summary>
internal enum RuleKind
{
    /// <summary>Nothing is said: registers that a callee must keep are unchanged, others unknown.</summary>
    Unsaid,

    /// <summary>It is lost. Of the return address: this is the last frame.</summary>
    Undefined,

    /// <summary>The callee did not change it.</summary>
    SameValue,

    /// <summary>In memory, at an offset from the canonical frame address.</summary>
    Offset,

    /// <summary>The canonical frame address and an offset.</summary>
    ValueOffset,

    /// <summary>In another register.</summary>
    Register,

    /// <summary>In memory, at the address that an expression gives.</summary>
    Expression,

    /// <summary>What an expression gives.</summary>
    ValueExpression,
}
