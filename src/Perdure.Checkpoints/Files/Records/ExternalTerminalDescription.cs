namespace Perdure.Checkpoints.Files.Records;

/// <summary>A terminal that belongs to somebody outside the checkpoint. At restore the caller's terminal takes its place.</summary>
public sealed record ExternalTerminalDescription : FileDescription
{
    /// <summary>struct termios2; empty when it had hung up.</summary>
    public byte[] Modes { get; init => field = value ?? []; } = [];

    /// <summary>The session whose controlling terminal it was; 0 for none.</summary>
    public int Session { get; init; }
}
