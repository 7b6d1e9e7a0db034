namespace Perdure.Cli.Documents;

/// <summary>What `verify` answers. Ok: it is whole, and with --here could be restored here. Lacks: what it would lack; null without --here. ChecksumsOnly: it is encrypted, and no key was named.</summary>
internal sealed record VerifyDocument(string Id, bool Ok, IReadOnlyList<string> Problems, bool ChecksumsOnly, IReadOnlyList<string>? Lacks);
