namespace Perdure.Cli.Documents;

/// <summary>A checkpoint that was compressed.</summary>
internal sealed record CompactedCheckpoint(string Id, long BytesBefore, long BytesNow);
