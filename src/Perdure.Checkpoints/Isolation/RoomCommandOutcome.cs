using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Isolation;

/// <summary>What became of a command in a room.</summary>
/// <param name="Status">How it ended; null if it did not within its time, or could not begin.</param>
/// <param name="ProgramHadEnded">It could not begin, because the program had ended by then.</param>
/// <param name="Took">How long it ran.</param>
public sealed record RoomCommandOutcome(WaitStatus? Status, bool ProgramHadEnded, TimeSpan Took);
