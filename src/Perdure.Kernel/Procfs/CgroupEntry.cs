namespace Perdure.Kernel.Procfs;

/// <summary>The cgroup of a process in one hierarchy.</summary>
/// <param name="Hierarchy">Its number; 0 for version 2.</param>
/// <param name="Controllers">Controllers of a version 1 hierarchy, parted by commas; empty for version 2.</param>
/// <param name="Path">The path below the mount of that hierarchy.</param>
public sealed record CgroupEntry(int Hierarchy, string Controllers, string Path);
