namespace Perdure.Checkpoints.Comparing;

/// <summary>A descriptor that differs.</summary>
/// <param name="Fd">Its number.</param>
/// <param name="Kind">New: opened; gone: closed; moved: only the offset differs; changed: another file.</param>
/// <param name="Before">What it led to; null if it was not open.</param>
/// <param name="After">What it leads to; null if it is closed.</param>
public sealed record OpenFileDifference(int Fd, DifferenceKind Kind, OpenFileSummary? Before, OpenFileSummary? After);
