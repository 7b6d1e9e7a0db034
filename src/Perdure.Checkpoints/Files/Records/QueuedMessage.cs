using Perdure.Checkpoints.Files.Content;

namespace Perdure.Checkpoints.Files.Records;

/// <summary>A message in a socket's queue; of a stream: bytes that belong together.</summary>
public sealed record QueuedMessage
{
    /// <summary>The bytes.</summary>
    public required ContentRef Data { get; init; }

    /// <summary>The sender's name as struct sockaddr_un; empty when it had none.</summary>
    public byte[] Sender { get; init => field = value ?? []; } = [];

    /// <summary>The descriptions that are passed with it.</summary>
    public IReadOnlyList<int> Passed { get; init => field = value ?? []; } = [];

    /// <summary>The sender's process; 0 when the message carries no credentials.</summary>
    public int SenderPid { get; init; }

    /// <summary>The sender's user.</summary>
    public uint SenderUid { get; init; }

    /// <summary>The sender's group.</summary>
    public uint SenderGid { get; init; }
}
