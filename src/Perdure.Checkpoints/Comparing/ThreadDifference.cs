namespace Perdure.Checkpoints.Comparing;

/// <summary>A thread that one of the checkpoints lacks.</summary>
/// <param name="Tid">Its id.</param>
/// <param name="Kind">New or gone.</param>
/// <param name="Name">Its name.</param>
public sealed record ThreadDifference(int Tid, DifferenceKind Kind, string Name);
