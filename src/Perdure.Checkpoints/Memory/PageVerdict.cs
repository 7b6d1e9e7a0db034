namespace Perdure.Checkpoints.Memory;

/// <summary>How a page that was written is to be kept.</summary>
internal enum PageVerdict
{
    /// <summary>As a whole.</summary>
    Whole = 0,

    /// <summary>As patches upon what the last image has.</summary>
    Patches = 1,

    /// <summary>It holds what the last image has.</summary>
    Same = 2,
}
