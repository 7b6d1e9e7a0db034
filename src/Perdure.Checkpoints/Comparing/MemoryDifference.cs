namespace Perdure.Checkpoints.Comparing;

/// <summary>Content of a mapping of the later checkpoint that differs from what was at the same addresses.</summary>
/// <param name="Region">START-END in hex, as exports take it.</param>
/// <param name="Name">The path, or the name of anonymous memory.</param>
/// <param name="Pages">Pages in which a byte differs.</param>
/// <param name="Bytes">Bytes that differ.</param>
/// <param name="UnknownPages">Pages that only one checkpoint holds, while the file that the other one's are from is not the same any more.</param>
/// <param name="Symbols">Variables of which bytes differ, by address.</param>
public sealed record MemoryDifference(string Region, string Name, long Pages, long Bytes, long UnknownPages, IReadOnlyList<SymbolDifference> Symbols);
