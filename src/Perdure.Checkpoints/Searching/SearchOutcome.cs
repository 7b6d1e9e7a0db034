namespace Perdure.Checkpoints.Searching;

/// <summary>What a search found.</summary>
/// <param name="Matches">The places, process by process, in address order.</param>
/// <param name="More">Whether there are more than were asked for.</param>
/// <param name="Notes">What the user should know.</param>
public sealed record SearchOutcome(IReadOnlyList<MemoryMatch> Matches, bool More, IReadOnlyList<string> Notes);
