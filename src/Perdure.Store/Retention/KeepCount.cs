namespace Perdure.Store.Retention;

/// <summary>How many of the newest buckets of a rule are kept.</summary>
internal readonly record struct KeepCount(KeepRule Rule, int Count);
