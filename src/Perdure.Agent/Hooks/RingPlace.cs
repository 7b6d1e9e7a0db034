using Perdure.Kernel;

namespace Perdure.Agent.Hooks;

/// <summary>Where the rings of a process are.</summary>
/// <param name="Head">The page of counters.</param>
/// <param name="Rings">The first ring; a multiple of the size of a group.</param>
/// <param name="GroupBits">The number of groups is two to the power of this.</param>
internal sealed record RingPlace(RemotePtr Head, RemotePtr Rings, int GroupBits);
