namespace Perdure.Kernel.Calls;

/// <summary>Where packets of a TCP connection come from and go to, as they stand in a packet: addresses of 4 or 16 bytes, ports in the network's order.</summary>
/// <param name="From">Address of the sender.</param>
/// <param name="To">Address of the receiver.</param>
/// <param name="Ports">Port of the sender, port of the receiver.</param>
public sealed record TcpPath(byte[] From, byte[] To, byte[] Ports)
{
    /// <summary>Of IPv6.</summary>
    public bool IsV6 => From.Length > 4;

    /// <summary>The way back.</summary>
    public TcpPath Reverse => new(To, From, [.. Ports[2..], .. Ports[..2]]);
}
