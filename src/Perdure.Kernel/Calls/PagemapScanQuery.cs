using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// What PAGEMAP_SCAN looks for. A page matches when all categories of <see cref="Mask"/> have the wanted value and at least one of
/// <see cref="AnyOf"/> has (unless that is empty). The wanted value is "set", or "not set" for categories in <see cref="Inverted"/>.
/// </summary>
public readonly record struct PagemapScanQuery
{
    /// <summary>The first address; a multiple of the page size.</summary>
    public required RemotePtr Start { get; init; }

    /// <summary>The address behind the last.</summary>
    public required RemotePtr End { get; init; }

    /// <summary>Whether to write-protect what matches, and to stop at a range without asynchronous write protection.</summary>
    public PagemapScanFlags Flags { get; init; }

    /// <summary>Categories that are wanted not set.</summary>
    public PageCategory Inverted { get; init; }

    /// <summary>Categories that all have to match.</summary>
    public PageCategory Mask { get; init; }

    /// <summary>Categories of which one has to match.</summary>
    public PageCategory AnyOf { get; init; }

    /// <summary>Categories that the answer tells apart; adjacent pages of equal ones come as one region.</summary>
    public PageCategory Return { get; init; }

    /// <summary>The most pages to return; 0 for no limit.</summary>
    public ulong MaxPages { get; init; }
}
