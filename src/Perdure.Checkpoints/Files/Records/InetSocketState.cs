using System.Text.Json.Serialization;

namespace Perdure.Checkpoints.Files.Records;

/// <summary>Where an internet socket stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InetSocketState>))]
public enum InetSocketState
{
    /// <summary>No peer; perhaps bound.</summary>
    Unconnected,

    /// <summary>Waits for connections.</summary>
    Listening,

    /// <summary>A datagram or raw socket with a peer.</summary>
    Connected,

    /// <summary>A TCP connection that lives on.</summary>
    Established,

    /// <summary>A TCP connection (or what is left of one): restored as one that the peer has reset, or that had ended.</summary>
    Closed,
}
