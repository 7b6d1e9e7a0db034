using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>How to learn the number of a call where the code does not say it: a hook at the entry of the function notes a register.</summary>
/// <param name="Register">The register, of 64 bits, that has the number at the entry.</param>
/// <param name="Entry">The first instructions of the function.</param>
public sealed record NumberSource(Register Register, CodeWindow Entry);
