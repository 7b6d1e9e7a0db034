namespace Perdure.Checkpoints.Searching;

/// <summary>A place in the memory of a process where a pattern stands.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Address">Where.</param>
/// <param name="Encoding">As what.</param>
/// <param name="Mapping">The path, or the name of anonymous memory.</param>
/// <param name="Region">The mapping's START-END in hex, as exports take it.</param>
/// <param name="Symbol">The variable or function that it begins in; null if none is known.</param>
/// <param name="Offset">How far behind the symbol's beginning; 0 without one.</param>
/// <param name="Context">The bytes around it, as far as they are mapped.</param>
/// <param name="ContextAddress">Where these begin.</param>
public sealed record MemoryMatch(
    int Pid,
    ulong Address,
    MatchEncoding Encoding,
    string Mapping,
    string Region,
    string? Symbol,
    ulong Offset,
    ReadOnlyMemory<byte> Context,
    ulong ContextAddress);
