namespace Perdure.Store;

/// <summary>A checkpoint as lists show it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The user's name for it; may be empty.</param>
/// <param name="Created">When it was begun, to the millisecond.</param>
/// <param name="RootPid">The pid of the program's first process.</param>
/// <param name="Command">Its command line.</param>
/// <param name="Processes">Processes.</param>
/// <param name="Threads">Threads of all of them.</param>
/// <param name="MemoryBytes">Bytes of memory saved, before compression.</param>
/// <param name="StoredBytes">Bytes of its chunks as they lie in packs, shared ones counted once, plus its sections.</param>
/// <param name="UniqueBytes">Of these, the bytes that it added to the store; the rest it shares with older checkpoints.</param>
public sealed record CatalogEntry(
    CheckpointId Id,
    string Name,
    DateTimeOffset Created,
    int RootPid,
    string Command,
    int Processes,
    int Threads,
    long MemoryBytes,
    long StoredBytes,
    long UniqueBytes);
