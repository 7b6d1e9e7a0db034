namespace Perdure.Cli.Documents;

/// <summary>What `compact` answers.</summary>
internal sealed record CompactDocument(IReadOnlyList<CompactedCheckpoint> Compacted);
