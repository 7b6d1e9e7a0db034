using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Procfs;

/// <summary>One pair of an auxiliary vector.</summary>
/// <param name="Type">What it tells.</param>
/// <param name="Value">The value; for some types an address.</param>
public readonly record struct AuxiliaryEntry(AuxiliaryType Type, ulong Value);
