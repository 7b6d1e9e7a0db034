namespace Perdure.Cli.Documents;

/// <summary>What `list` answers.</summary>
internal sealed record ListDocument(IReadOnlyList<ListedCheckpoint> Checkpoints);
