namespace Perdure.Cli.Documents;

/// <summary>What `checkpoint` answers.</summary>
internal sealed record CheckpointDocument(
    string Id,
    string Name,
    int Pid,
    int Processes,
    int Threads,
    long MemoryBytes,
    long StoredBytes,
    long PauseMicroseconds,
    long WallMicroseconds,
    IReadOnlyList<string> Notes);
