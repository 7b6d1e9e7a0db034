namespace Perdure.Checkpoints.Files.Content;

/// <summary>How the content of a file differs from what an image has.</summary>
/// <param name="Differing">Bytes that differ, of those that both have.</param>
/// <param name="First">Where the first of them is; -1 if there is none.</param>
/// <param name="Both">How many bytes both have.</param>
internal readonly record struct ContentDifference(long Differing, long First, long Both)
{
    /// <inheritdoc/>
    public override string ToString() => Differing == 0
        ? $"the first {Both} bytes are the same"
        : $"{Differing} of the {Both} bytes that both have differ, the first at {First}";
}
