using Perdure.Checkpoints.Searching;

namespace Perdure.Cli.Documents;

/// <summary>
/// One match of `grep`. Region is what `export --memory` takes; Offset is from the beginning of Symbol; Context is the memory around it
/// as text, in which a full stop stands for what is none; Bytes are the same in hex, from BytesAt on.
/// </summary>
internal sealed record GrepMatch(
    int Pid, ulong Address, MatchEncoding Encoding, string Mapping, string Region, string? Symbol, ulong Offset, string Context, string Bytes, ulong BytesAt);
