using Perdure.Binaries.Abi;

namespace Perdure.Binaries.Cores;

/// <summary>One mapping in a core.</summary>
/// <param name="Address">The first address; a multiple of the page size.</param>
/// <param name="Length">Bytes; a multiple of the page size.</param>
/// <param name="Flags">Read, write, execute.</param>
/// <param name="StoredBytes">How many of them the core holds, from the beginning: all, or none (reservations, code that is in files).</param>
public readonly record struct CoreSegment(ulong Address, ulong Length, ElfSegmentFlags Flags, ulong StoredBytes);
