namespace Perdure.Checkpoints.Image;

/// <summary>A resource limit.</summary>
/// <param name="Resource">RLIMIT_*.</param>
/// <param name="Soft">The limit in force.</param>
/// <param name="Hard">How far it may be raised.</param>
public sealed record LimitImage(
    int Resource,
    ulong Soft,
    ulong Hard);
