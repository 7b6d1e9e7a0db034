namespace Perdure.Checkpoints.Files.Journal;

/// <summary>A piece of a file on its way into a checkpoint.</summary>
/// <param name="Offset">Where it lies in the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Known">Where the last checkpoint has it; null if it was read.</param>
/// <param name="Room">What was read.</param>
internal sealed record JournalPiece(long Offset, int Length, JournaledPart? Known, JournalRoom? Room);
