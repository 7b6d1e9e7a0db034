namespace Perdure.Cli.Documents;

/// <summary>What `delete` answers.</summary>
/// <param name="Id">The checkpoint that is no more.</param>
/// <param name="FreedBytes">What it alone had occupied in the store.</param>
internal sealed record DeleteDocument(string Id, long FreedBytes);
