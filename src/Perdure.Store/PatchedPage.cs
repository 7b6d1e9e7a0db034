namespace Perdure.Store;

/// <summary>A page of which only some blocks differ from what an earlier image has.</summary>
/// <param name="Changed">Which blocks (<see cref="PatchLimits.BlockBytes"/>) differ: bit 0 is the first.</param>
/// <param name="Base">Where the page lay before, by its place in the batch's list of bases.</param>
/// <param name="PageInBase">Its place there, in pages.</param>
internal readonly record struct PatchedPage(uint Changed, ushort Base, ushort PageInBase);
