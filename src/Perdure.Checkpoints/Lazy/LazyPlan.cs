namespace Perdure.Checkpoints.Lazy;

/// <summary>What the server of a lazily restored program has to know. It lies at the head of the <see cref="EventJournal"/>.</summary>
/// <param name="Spaces">The address spaces that miss pages.</param>
internal sealed record LazyPlan(IReadOnlyList<LazySpace> Spaces);
