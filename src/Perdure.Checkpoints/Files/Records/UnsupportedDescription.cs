namespace Perdure.Checkpoints.Files.Records;

/// <summary>Something that can't be kept; with SkipUnsupported the program gets something in its place that fails cleanly.</summary>
public sealed record UnsupportedDescription : FileDescription
{
    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether it is a socket: then a closed one takes its place, else a descriptor that neither reads nor writes (EBADF).</summary>
    public bool Socket { get; init; }
}
