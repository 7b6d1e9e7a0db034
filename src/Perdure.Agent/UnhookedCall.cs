using Perdure.Kernel;

namespace Perdure.Agent;

/// <summary>A system call instruction without a hook.</summary>
/// <param name="Path">The file that it is in.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Number">Its number, where the code tells.</param>
/// <param name="Reason">Why it has none.</param>
public sealed record UnhookedCall(string Path, RemotePtr Address, int? Number, string Reason);
