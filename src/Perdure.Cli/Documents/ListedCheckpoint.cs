namespace Perdure.Cli.Documents;

/// <summary>
/// One checkpoint of `list`. Pid is that of the root process when it was taken; StoredBytes is what its chunks occupy, shared
/// ones included; UniqueBytes is what it added to the store.
/// </summary>
internal sealed record ListedCheckpoint(
    string Id,
    string Name,
    DateTimeOffset Created,
    int Pid,
    string Command,
    int Processes,
    int Threads,
    long MemoryBytes,
    long StoredBytes,
    long UniqueBytes);
