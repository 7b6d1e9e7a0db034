namespace Perdure.Cli.Documents;

/// <summary>What `delete` answers: the checkpoint that is no more.</summary>
internal sealed record DeleteDocument(string Id);
