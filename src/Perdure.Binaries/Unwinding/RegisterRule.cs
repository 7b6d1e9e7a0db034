namespace Perdure.Binaries.Unwinding;

/// <summary>Where the caller's value of a register is.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Number">An offset from the canonical frame address, or a register.</param>
/// <param name="Expression">The operations of an expression.</param>
internal readonly record struct RegisterRule(RuleKind Kind, long Number = 0, byte[]? Expression = null);
