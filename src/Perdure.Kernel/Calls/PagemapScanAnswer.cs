namespace Perdure.Kernel.Calls;

/// <summary>What PAGEMAP_SCAN found.</summary>
/// <param name="Regions">How many regions it wrote to the caller's span.</param>
/// <param name="WalkEnd">Where it stopped; the end of the query when it is done, else where to go on.</param>
public readonly record struct PagemapScanAnswer(int Regions, RemotePtr WalkEnd);
