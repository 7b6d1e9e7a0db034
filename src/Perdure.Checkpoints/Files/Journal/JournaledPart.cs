namespace Perdure.Checkpoints.Files.Journal;

/// <summary>A part of a file that the last checkpoint has.</summary>
/// <param name="Offset">Where it lies in the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Chunk">The chunk, by the table of that checkpoint.</param>
/// <param name="Hash">SHA-256 of the bytes.</param>
internal sealed record JournaledPart(long Offset, int Length, int Chunk, byte[] Hash);
