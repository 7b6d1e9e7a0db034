using Perdure.Checkpoints.Comparing;

namespace Perdure.Cli.Documents;

/// <summary>What `diff` answers: the two entries of `list`, and the processes of which anything differs.</summary>
internal sealed record DiffDocument(ListedCheckpoint Before, ListedCheckpoint After, IReadOnlyList<ProcessDifference> Processes, IReadOnlyList<string> Notes);
