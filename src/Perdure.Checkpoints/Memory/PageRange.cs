namespace Perdure.Checkpoints.Memory;

/// <summary>Consecutive pages.</summary>
/// <param name="First">Number of the first page (address / 4096).</param>
/// <param name="End">Number of the page after the last.</param>
internal readonly record struct PageRange(ulong First, ulong End)
{
    /// <summary>How many.</summary>
    public ulong Count => End - First;
}
