using Perdure.Checkpoints.Files.Content;

namespace Perdure.Checkpoints.Files.Journal;

/// <summary>What the journal has of a file.</summary>
/// <param name="Content">The content; null if it could not be had.</param>
/// <param name="WhyNot">Why not.</param>
/// <param name="Mapped">Whether it is mapped to be written: its age does not tell whether it changes.</param>
internal sealed record JournalOutcome(ContentRef? Content, string? WhyNot, bool Mapped);
