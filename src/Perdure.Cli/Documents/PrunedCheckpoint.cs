namespace Perdure.Cli.Documents;

/// <summary>One checkpoint that `prune` looked at: whether it goes, and the reasons why it goes or stays.</summary>
internal sealed record PrunedCheckpoint(string Id, string Name, DateTimeOffset Created, bool Deleted, IReadOnlyList<string> Reasons);
