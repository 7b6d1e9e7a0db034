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
    int KeptConnections,
    int ClosedConnections,
    IReadOnlyList<string> Notes);
