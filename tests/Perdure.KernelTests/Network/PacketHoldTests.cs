using System.Net;
using System.Net.Sockets;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Network;

/// <summary>Packets of one connection are held back, those of others are not; and whoever goes leaves nothing behind.</summary>
public sealed class PacketHoldTests : IDisposable
{
    private const int Soon = 400;
    private const int Patience = 10_000;
    private readonly TcpListener _listener;
    private readonly TcpClient _client = new();
    private readonly TcpClient _other = new();
    private readonly Socket _served;
    private readonly Socket _otherServed;
    private readonly string _table = $"perdure-test-{Environment.ProcessId}-{Environment.TickCount64}";

    public PacketHoldTests()
    {
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _client.Connect((IPEndPoint)_listener.LocalEndpoint);
        _served = _listener.AcceptSocket();
        _other.Connect((IPEndPoint)_listener.LocalEndpoint);
        _otherServed = _listener.AcceptSocket();
    }

    [Fact]
    public void APacketIsHeldBackUntilTheHoldEnds()
    {
        using (Hold())
        {
            _client.Client.Send("there"u8);
            _served.Send("back"u8);
            _other.Client.Send("other"u8);
            Assert.True(Arrives(_otherServed, Patience));
            Assert.False(Arrives(_served, Soon));
            Assert.False(Arrives(_client.Client, Soon));
        }

        Assert.Equal(Errno.ENOENT, PacketHold.Find(_table));
        Assert.True(Arrives(_served, Patience));
        Assert.True(Arrives(_client.Client, Patience));
    }

    [Fact]
    public void ALastingHoldStaysUntilItIsRemoved()
    {
        Needs(PacketHold.Lasting(_table, Paths(5000), 0));
        Assert.Equal(Errno.None, PacketHold.Find(_table));
        Assert.Equal(Errno.EEXIST, PacketHold.Lasting(_table, Paths(1), 0));
        _client.Client.Send("there"u8);
        Assert.False(Arrives(_served, Soon));
        Assert.Equal(Errno.None, PacketHold.Remove(_table));
        Assert.Equal(Errno.ENOENT, PacketHold.Remove(_table));
        Assert.True(Arrives(_served, Patience));
    }

    [Fact]
    public void ALastingHoldEndsWithItsTime()
    {
        Needs(PacketHold.Lasting(_table, Paths(1), 1000));
        _client.Client.Send("there"u8);
        Assert.False(Arrives(_served, Soon));
        Assert.True(Arrives(_served, Patience));
        Assert.Equal(Errno.None, PacketHold.Find(_table));
    }

    public void Dispose()
    {
        _ = PacketHold.Remove(_table);
        foreach (var one in (IDisposable[])[_client, _other, _served, _otherServed, _listener])
            one.Dispose();
    }

    private PacketHold Hold()
    {
        var hold = PacketHold.ForNow(_table, Paths(1));
        Needs(hold.Error);
        return hold.Value;
    }

    private static void Needs(Errno error)
    {
        Assert.SkipWhen(error is Errno.EPERM or Errno.EPROTONOSUPPORT or Errno.EOPNOTSUPP, $"nf_tables is not for us: {error}");
        Assert.Equal(Errno.None, error);
    }

    private static bool Arrives(Socket socket, int milliseconds) => socket.Poll(milliseconds * 1000, SelectMode.SelectRead);

    /// <summary>The connection, among others that there are not.</summary>
    private List<TcpPath> Paths(int count)
    {
        var (here, there) = ((IPEndPoint)_served.LocalEndPoint!, (IPEndPoint)_served.RemoteEndPoint!);
        var host = here.Address.GetAddressBytes();
        byte[] six = [.. IPAddress.IPv6Loopback.GetAddressBytes()];
        return [new TcpPath(host, host, Ports(there.Port, here.Port)), .. Enumerable.Range(1, count - 1).Select(index => index % 2 == 0
            ? new TcpPath(host, host, Ports(1, index))
            : new TcpPath(six, six, Ports(1, index)))];
    }

    private static byte[] Ports(int from, int to) => [(byte)(from >> 8), (byte)from, (byte)(to >> 8), (byte)to];
}
