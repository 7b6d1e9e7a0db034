using Perdure.Store.Retention;

namespace Perdure.Store;

/// <summary>What <see cref="ImageStore.Prune"/> is to keep. The newest checkpoint of each name stays in any case.</summary>
/// <param name="Name">The name whose checkpoints may go; those of all names if it is null.</param>
/// <param name="Keep">What a policy does not keep goes; null for no policy.</param>
/// <param name="MaxBytes">Bytes that the store may take: the oldest go, kept by the policy or not, until it takes no more; null for no limit.</param>
public sealed record PruneRules(string? Name, KeepPolicy? Keep, long? MaxBytes);
