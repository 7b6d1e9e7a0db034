namespace Perdure.Binaries.Unwinding;

/// <summary>A program or library as it is mapped.</summary>
/// <param name="Start">Where its mappings begin.</param>
/// <param name="End">Behind them.</param>
/// <param name="Bias">What relocation added to its addresses.</param>
/// <param name="Name">What to call it.</param>
/// <param name="Frames">Its tables; null where it has none.</param>
public sealed record CodeModule(ulong Start, ulong End, ulong Bias, string Name, FrameTable? Frames);
