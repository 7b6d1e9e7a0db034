using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Network;

/// <summary>Dialogues with the kernel by netlink.</summary>
public sealed class NetlinkTests
{
    private const int RTM_GETLINK = 18;
    private const int IfInfoBytes = 16;

    [Fact]
    public void An_answer_that_does_not_come_is_an_error_and_no_hang()
    {
        using var netlink = NetlinkSocket.Open(Netlink.NETLINK_ROUTE).OrThrow("open a netlink socket");
        var clock = Stopwatch.StartNew();
        // Nobody asks for an acknowledgement, so none comes.
        Assert.Equal(Errno.EAGAIN, netlink.Ask(Links(Netlink.NLM_F_DUMP), 1));
        Assert.InRange(clock.Elapsed.TotalSeconds, 4, 30);
    }

    [Fact]
    public void What_is_no_acknowledgement_is_not_taken_for_one()
    {
        using var netlink = NetlinkSocket.Open(Netlink.NETLINK_ROUTE).OrThrow("open a netlink socket");
        // The first message that comes is the device, whose index stands where an errno would.
        Assert.Equal(Errno.None, netlink.Ask(Links(Netlink.NLM_F_ACK), 1));
        Assert.Equal(Errno.ENODEV, netlink.Ask(Links(Netlink.NLM_F_ACK, index: int.MaxValue), 1));
    }

    [Fact]
    public void A_new_network_has_a_loopback_device_with_the_addresses_that_it_is_given()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        List<Errno> errors = [];
        var bound = "";
        // A namespace is a thread's: this one ends with it.
        var thread = new Thread(() =>
        {
            NamespaceCalls.Unshare(CloneFlags.CLONE_NEWNET).OrThrow("make a network namespace");
            errors.AddRange(LoopbackCalls.SwitchOn().Error, LoopbackCalls.AddAddress([10, 9, 8, 7]).Error, LoopbackCalls.LeadEverywhere(isV6: false).Error, LoopbackCalls.LeadEverywhere(isV6: false).Error);
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            listener.Bind(new IPEndPoint(new IPAddress([10, 9, 8, 7]), 0));
            bound = ((IPEndPoint)listener.LocalEndPoint!).Address.ToString();
            using var outside = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            outside.Connect(new IPEndPoint(new IPAddress([192, 0, 2, 7]), 9));
        });
        thread.Start();
        thread.Join();
        Assert.Equal([Errno.None, Errno.None, Errno.None, Errno.EEXIST], errors);
        Assert.Equal("10.9.8.7", bound);
    }

    [Fact]
    public void Sockets_are_found_by_their_inodes()
    {
        var path = Path.Combine(Path.GetTempPath(), $"perdure-diag-{Environment.ProcessId}");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        try
        {
            listener.Listen();
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            client.Connect(new UnixDomainSocketEndPoint(path));
            using var served = listener.Accept();
            var sockets = SocketDiagCalls.UnixSockets().OrThrow("ask about sockets");
            Assert.Equal(InodeOf(served), sockets[InodeOf(client)].Peer);
            Assert.Equal(InodeOf(client), sockets[InodeOf(served)].Peer);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static uint InodeOf(Socket socket) => uint.Parse(new FileInfo($"/proc/self/fd/{socket.Handle}").LinkTarget!["socket:[".Length..^1]);

    /// <summary>A question for a device, the loopback one as a rule: struct ifinfomsg has its index at 4.</summary>
    private static byte[] Links(int flags, int index = 1)
    {
        var body = new byte[IfInfoBytes];
        BitConverter.TryWriteBytes(body.AsSpan(4), index);
        var messages = new NetlinkMessages();
        messages.Add(RTM_GETLINK, Netlink.NLM_F_REQUEST | flags, body, static () => { });
        return messages.ToArray();
    }
}
