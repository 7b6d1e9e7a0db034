namespace Perdure.Store.Transfer;

/// <summary>Where a chunk lies in a store.</summary>
/// <param name="Pack">The name of the pack.</param>
/// <param name="Offset">Where in it.</param>
public readonly record struct PackPlace(string Pack, long Offset);
