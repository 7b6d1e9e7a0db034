using Perdure.Checkpoints.Files.Content;

namespace Perdure.Checkpoints.Files.Records;

/// <summary>A pipe or fifo between its ends.</summary>
public sealed record SavedPipe
{
    /// <summary>The inode.</summary>
    public required FileIdentity Identity { get; init; }

    /// <summary>Capacity in bytes.</summary>
    public required int Capacity { get; init; }

    /// <summary>What lies in it: one content, or in packet mode one for each packet.</summary>
    public IReadOnlyList<ContentRef> Content { get; init => field = value ?? []; } = [];

    /// <summary>Whether each content is a packet.</summary>
    public bool Packets { get; init; }

    /// <summary>The path of a fifo; null for a pipe.</summary>
    public string? Path { get; init; }
}
