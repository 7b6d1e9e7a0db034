using Perdure.Checkpoints.Comparing;

namespace Perdure.Cli.Documents;

/// <summary>
/// What `diff` answers: the two entries of `list`, and the processes of which anything differs. The records of that room are part of the
/// shape that scripts depend on, and only grow.
/// </summary>
internal sealed record DiffDocument(ListedCheckpoint Before, ListedCheckpoint After, IReadOnlyList<ProcessDifference> Processes, IReadOnlyList<string> Notes);
