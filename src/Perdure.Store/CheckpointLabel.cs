namespace Perdure.Store;

/// <summary>What a checkpoint is of.</summary>
/// <param name="Name">The user's name for it; several checkpoints may share one, and it then means the newest.</param>
/// <param name="RootPid">The pid of the program's first process.</param>
/// <param name="Command">Its command line.</param>
public sealed record CheckpointLabel(string Name, int RootPid, string Command);
