namespace Perdure.Store;

/// <summary>The measures of patches.</summary>
public static class PatchLimits
{
    /// <summary>Bytes of a block: what is the same in a page is left out by blocks.</summary>
    public const int BlockBytes = 128;

    /// <summary>Blocks of a page.</summary>
    public const int BlocksPerPage = ImageLimits.PageBytes / BlockBytes;

    /// <summary>Pages of a batch.</summary>
    public const int Pages = 1024;

    /// <summary>How many patches may lie upon each other. An honest writer stops much earlier; an image that has more is damaged.</summary>
    public const int Depth = 64;
}
