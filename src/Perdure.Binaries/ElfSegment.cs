using Perdure.Binaries.Abi;

namespace Perdure.Binaries;

/// <summary>One program header.</summary>
/// <param name="Type">What it is for.</param>
/// <param name="Flags">Read, write, execute.</param>
/// <param name="Offset">Where it is in the file.</param>
/// <param name="VirtualAddress">Where it goes, before relocation.</param>
/// <param name="FileSize">Bytes in the file.</param>
/// <param name="MemorySize">Bytes in memory; those beyond the file's are zero.</param>
public readonly record struct ElfSegment(
    ElfSegmentType Type, ElfSegmentFlags Flags, ulong Offset, ulong VirtualAddress, ulong FileSize, ulong MemorySize);
