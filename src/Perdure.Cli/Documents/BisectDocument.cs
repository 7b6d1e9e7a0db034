namespace Perdure.Cli.Documents;

/// <summary>
/// What `bisect` answers. Skipped are the checkpoints between the last good and the first bad one, which nobody could judge: empty if the change is found exactly.
/// </summary>
internal sealed record BisectDocument(
    string Name,
    int Checkpoints,
    IReadOnlyList<BisectTrial> Trials,
    ListedCheckpoint LastGood,
    ListedCheckpoint FirstBad,
    IReadOnlyList<ListedCheckpoint> Skipped,
    IReadOnlyList<ChangeSummary> Changes,
    IReadOnlyList<string> Notes);
