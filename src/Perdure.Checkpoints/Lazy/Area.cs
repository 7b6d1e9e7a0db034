namespace Perdure.Checkpoints.Lazy;

/// <summary>Consecutive pages of an address space that belong to the image, and where they were when the image was taken.</summary>
/// <param name="First">The first page, as it lies now.</param>
/// <param name="End">The page after the last.</param>
/// <param name="Original">Where the first page was.</param>
internal readonly record struct Area(ulong First, ulong End, ulong Original)
{
    /// <summary>Where the page after the last would have been.</summary>
    public ulong OriginalEnd => Original + (End - First);

    /// <summary>The part from <paramref name="first"/> up to <paramref name="end"/>, both within it.</summary>
    public Area Part(ulong first, ulong end) => new(first, end, Original + (first - First));

    /// <summary>The same pages, moved to begin at <paramref name="first"/>.</summary>
    public Area MovedTo(ulong first) => new(first, first + (End - First), Original);
}
