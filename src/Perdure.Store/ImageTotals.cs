namespace Perdure.Store;

/// <summary>What a checkpoint holds, for lists.</summary>
/// <param name="Processes">Processes.</param>
/// <param name="Threads">Threads of all of them.</param>
/// <param name="MemoryBytes">Bytes of memory saved, before compression.</param>
public sealed record ImageTotals(int Processes, int Threads, long MemoryBytes);
