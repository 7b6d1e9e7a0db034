namespace Perdure.Checkpoints.Comparing;

/// <summary>An open file in short.</summary>
/// <param name="Kind">file, pipe, inet and so on, in the words of the image.</param>
/// <param name="Name">What /proc calls it.</param>
/// <param name="Offset">Where the next read or write begins.</param>
public sealed record OpenFileSummary(string Kind, string Name, long Offset);
