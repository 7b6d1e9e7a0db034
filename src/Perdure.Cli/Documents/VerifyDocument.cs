namespace Perdure.Cli.Documents;

/// <summary>What `verify` answers.</summary>
internal sealed record VerifyDocument(string Id, bool Ok, IReadOnlyList<string> Problems);
