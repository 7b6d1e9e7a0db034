namespace Perdure.Checkpoints.Files.Records;

/// <summary>The value of a socket option.</summary>
/// <param name="Level">SOL_SOCKET and so on.</param>
/// <param name="Name">Its number there.</param>
/// <param name="Value">Its bytes.</param>
public sealed record SavedSocketOption(int Level, int Name, byte[] Value);
