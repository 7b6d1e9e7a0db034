using Perdure.Checkpoints;

namespace Perdure.Supervision;

/// <summary>A checkpoint that a supervisor took for somebody who asked: who has not the key of its store, or comes when it is pruned already, could not look it up.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Processes">How many processes it has.</param>
/// <param name="Threads">How many threads.</param>
/// <param name="MemoryBytes">Their memory.</param>
/// <param name="StoredBytes">What it takes in the store, shared with others or not.</param>
/// <param name="PauseMicroseconds">For how long the program stood still for it.</param>
/// <param name="KeptConnections">TCP connections that live on after a restore.</param>
/// <param name="ClosedConnections">TCP connections that a restore closes.</param>
/// <param name="Notes">What the user should know.</param>
public sealed record TakenCheckpoint(
    string Id,
    string Name,
    int Processes,
    int Threads,
    long MemoryBytes,
    long StoredBytes,
    long PauseMicroseconds,
    int KeptConnections,
    int ClosedConnections,
    IReadOnlyList<string> Notes)
{
    internal static TakenCheckpoint Of(CheckpointOutcome outcome) => new(
        outcome.Entry.Id.Value,
        outcome.Entry.Name,
        outcome.Entry.Processes,
        outcome.Entry.Threads,
        outcome.Entry.MemoryBytes,
        outcome.Entry.StoredBytes,
        outcome.Timings.PauseMicroseconds,
        outcome.KeptConnections,
        outcome.ClosedConnections,
        outcome.Notes);
}
