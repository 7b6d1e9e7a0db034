namespace Perdure.Checkpoints.Comparing;

/// <summary>A variable of which bytes differ.</summary>
/// <param name="Name">Its name as the linker knows it.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Bytes">How many of them differ.</param>
/// <param name="Before">Its bytes in hex, as they lay in memory; null if it has more than eight.</param>
/// <param name="After">Likewise.</param>
public sealed record SymbolDifference(string Name, ulong Address, ulong Size, long Bytes, string? Before, string? After);
