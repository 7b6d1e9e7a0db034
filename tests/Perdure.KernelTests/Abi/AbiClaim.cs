namespace Perdure.KernelTests.Abi;

/// <summary>Something that our source claims about C, and that a C compiler can judge.</summary>
/// <param name="Ours">The name in C#, for messages.</param>
/// <param name="Prelude">The lines before: headers, declarations.</param>
/// <param name="CName">The C type or constant that the claim is about; the allow-list knows it by this name.</param>
/// <param name="Expression">The C expression.</param>
/// <param name="Value">What we say it is.</param>
internal sealed record AbiClaim(string Ours, string Prelude, string CName, string Expression, long Value);
