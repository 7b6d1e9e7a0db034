namespace Perdure.Store.Retention;

/// <summary>What retention has to know of a checkpoint. Lists of these are in the order in which the checkpoints became visible, the oldest first.</summary>
/// <param name="Name">A policy counts the checkpoints of each name by themselves.</param>
/// <param name="Created">What the clock said then. It only names the bucket: clocks jump, the order of the list does not.</param>
public readonly record struct AgedCheckpoint(string Name, DateTimeOffset Created);
