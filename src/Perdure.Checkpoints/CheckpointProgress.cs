namespace Perdure.Checkpoints;

/// <summary>How far a checkpoint or a restore is.</summary>
/// <param name="Phase">What is being done, as a phrase.</param>
/// <param name="BytesDone">Memory copied so far.</param>
/// <param name="BytesTotal">Memory to copy, as far as is known; 0 if unknown.</param>
public sealed record CheckpointProgress(string Phase, long BytesDone, long BytesTotal);
