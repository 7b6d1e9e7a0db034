namespace Perdure.Checkpoints.Files.Journal;

/// <summary>A file as the last checkpoint has it.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="ChangedNanoseconds">Its ctime.</param>
/// <param name="AgeTells">Whether any later write gives it another ctime: it was not mapped to be written, and its ctime was no longer now.</param>
/// <param name="OnlyAppended">Whether all that the program wrote next would have been appended.</param>
/// <param name="Tails">Checkpoints since the whole file was read.</param>
/// <param name="Guessed">Whether bytes were kept since then of which only a guess says that they are the same.</param>
/// <param name="Inline">All of it, when it is small.</param>
/// <param name="Parts">Its parts, ascending; what none covers is zeros.</param>
internal sealed record JournaledFile(long Size, long ChangedNanoseconds, bool AgeTells, bool OnlyAppended, int Tails, bool Guessed, byte[]? Inline, IReadOnlyList<JournaledPart> Parts);
