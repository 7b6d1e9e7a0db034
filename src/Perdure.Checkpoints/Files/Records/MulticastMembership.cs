namespace Perdure.Checkpoints.Files.Records;

/// <summary>A multicast group that a socket has joined.</summary>
/// <param name="Group">struct sockaddr_in or sockaddr_in6 of the group.</param>
/// <param name="Interface">Index of the interface.</param>
/// <param name="Include">Whether only the sources are heard; else all but them.</param>
/// <param name="Sources">struct sockaddr_in or sockaddr_in6 of each source.</param>
public sealed record MulticastMembership(byte[] Group, int Interface, bool Include, IReadOnlyList<byte[]> Sources);
