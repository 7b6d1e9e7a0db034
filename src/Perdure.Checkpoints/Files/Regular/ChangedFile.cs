using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>A file that is not as it was at the checkpoint.</summary>
/// <param name="File">What it was.</param>
/// <param name="Change">How it differs.</param>
/// <param name="Difference">The same for people: "4096 bytes longer".</param>
public sealed record ChangedFile(SavedFile File, FileChange Change, string Difference)
{
    /// <summary>The program has it open for writing, and not only to append: it is a database rather than a log.</summary>
    public bool WrittenInPlace { get; init; }

    /// <summary>The program has it open for writing.</summary>
    public bool IsWritten { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{File.Path}: {Difference}";
}
