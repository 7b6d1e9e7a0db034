namespace Perdure.Checkpoints.Comparing;

/// <summary>A mapping that came, went, or has another size, place, name or protection.</summary>
/// <param name="Kind">New, gone or changed.</param>
/// <param name="Before">What it was; null for a new one.</param>
/// <param name="After">What it is; null for one that is gone.</param>
public sealed record MappingDifference(DifferenceKind Kind, MappingSummary? Before, MappingSummary? After);
