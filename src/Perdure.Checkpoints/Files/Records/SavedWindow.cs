namespace Perdure.Checkpoints.Files.Records;

/// <summary>The windows of a TCP connection.</summary>
/// <param name="Last">Sequence number of the segment that last changed the window for sending.</param>
/// <param name="Send">Window for sending.</param>
/// <param name="Largest">The largest one that the peer has offered.</param>
/// <param name="Receive">Window for receiving.</param>
/// <param name="Told">What had been received when it was last told to the peer.</param>
public sealed record SavedWindow(uint Last, uint Send, uint Largest, uint Receive, uint Told);
