namespace Perdure.Kernel.Procfs;

/// <summary>The four user or group ids of a thread.</summary>
/// <param name="Real">Who started it.</param>
/// <param name="Effective">Whose rights it has.</param>
/// <param name="Saved">What it may go back to.</param>
/// <param name="FileSystem">Whose rights it has on files.</param>
public readonly record struct IdSet(uint Real, uint Effective, uint Saved, uint FileSystem);
