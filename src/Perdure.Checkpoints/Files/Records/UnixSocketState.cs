using System.Text.Json.Serialization;

namespace Perdure.Checkpoints.Files.Records;

/// <summary>Where a UNIX socket stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnixSocketState>))]
public enum UnixSocketState
{
    /// <summary>Not connected.</summary>
    Unconnected,

    /// <summary>Waits for connections.</summary>
    Listening,

    /// <summary>Connected to a socket of the checkpoint.</summary>
    Connected,

    /// <summary>Connected to a socket that has gone.</summary>
    PeerGone,

    /// <summary>Connected, and the other side has not accepted yet.</summary>
    Waiting,

    /// <summary>A datagram socket connected to the name of somebody outside.</summary>
    ConnectedByName,
}
