namespace Perdure.Checkpoints.Files.Journal;

/// <summary>A piece of a file on its way into a checkpoint.</summary>
/// <param name="Offset">Where it lies in the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Hash">SHA-256 of them.</param>
/// <param name="Earlier">Its chunk in the last checkpoint; -1 if that has not the same bytes.</param>
/// <param name="Bytes">The bytes, when they are not there.</param>
internal sealed record JournalPiece(long Offset, int Length, byte[] Hash, int Earlier, byte[]? Bytes);
