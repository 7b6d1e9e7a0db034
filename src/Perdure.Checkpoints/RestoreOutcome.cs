using Perdure.Kernel;

namespace Perdure.Checkpoints;

/// <summary>A program that was brought back.</summary>
/// <param name="Root">Its first process.</param>
/// <param name="Notes">What the user should know.</param>
/// <param name="Timings">Where the time went.</param>
public sealed record RestoreOutcome(Pid Root, IReadOnlyList<string> Notes, RestoreTimings Timings);
