namespace Perdure.Store;

/// <summary>What pruning would do to the store as it is now.</summary>
/// <param name="Verdicts">All checkpoints that the rules are about, the oldest first.</param>
/// <param name="FreedBytes">Bytes that will come back.</param>
/// <param name="StoreBytes">Bytes that the store takes then.</param>
internal sealed record PrunePlan(IReadOnlyList<PruneVerdict> Verdicts, long FreedBytes, long StoreBytes)
{
    /// <summary>Those that go.</summary>
    public IEnumerable<CheckpointId> Leaving => Ids(goes: true);

    /// <summary>Those that stay, and because of which the others may go.</summary>
    public IEnumerable<CheckpointId> Staying => Ids(goes: false);

    private IEnumerable<CheckpointId> Ids(bool goes) => Verdicts.Where(verdict => verdict.Goes == goes).Select(verdict => verdict.Entry.Id);
}
