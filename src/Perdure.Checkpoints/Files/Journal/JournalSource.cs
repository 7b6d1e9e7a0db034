using Perdure.Checkpoints.Files.Capture;

namespace Perdure.Checkpoints.Files.Journal;

/// <summary>How the program holds a file, as far as it matters to how it is read.</summary>
/// <param name="Pending">The file.</param>
/// <param name="Mapped">It is mapped shared and may be written so: nothing tells of such writes.</param>
/// <param name="AgeNanoseconds">How long ago it was written.</param>
internal sealed record JournalSource(PendingFile Pending, bool Mapped, long AgeNanoseconds)
{
    /// <summary>Nothing has written it for a while, and whoever does so changes its age.</summary>
    public bool IsAtRest => !Mapped && AgeNanoseconds >= JournalLimits.RestNanoseconds;
}
