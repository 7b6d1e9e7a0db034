namespace Perdure.Checkpoints;

/// <summary>Where the time of a checkpoint went.</summary>
/// <param name="PauseMicroseconds">How long the program stood still, in all.</param>
/// <param name="WallMicroseconds">From the first look to the image on disk.</param>
/// <param name="PreCopyRounds">Rounds of copying while it ran.</param>
/// <param name="BytesRead">Memory read, pages that were written in between more than once.</param>
/// <param name="BytesReadInPause">Memory read while it stood still.</param>
/// <param name="BytesWritten">Pages that the program has written since the last checkpoint of the series, each once, in bytes; without a series all that was read.</param>
public sealed record CheckpointTimings(long PauseMicroseconds, long WallMicroseconds, int PreCopyRounds, long BytesRead, long BytesReadInPause, long BytesWritten);
