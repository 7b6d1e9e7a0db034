using System.Buffers.Binary;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// Sets up the loopback device of the network namespace that the calling thread is in, by NETLINK_ROUTE (linux/rtnetlink.h): in a new namespace it is the
/// only device, has the index 1, and is down.
/// </summary>
public static class LoopbackCalls
{
    private const int RTM_NEWLINK = 16;
    private const int RTM_NEWADDR = 20;
    private const int RTM_NEWROUTE = 24;
    private const int Index = 1;
    private const int V4Bytes = 4;

    /// <summary>Switches it on; then it has 127.0.0.1 and ::1.</summary>
    public static KernelResult<int> SwitchOn()
    {
        const int IFF_UP = 1;
        Span<byte> body = stackalloc byte[16];
        body.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(body[4..], Index);
        BinaryPrimitives.WriteInt32LittleEndian(body[8..], IFF_UP);
        BinaryPrimitives.WriteInt32LittleEndian(body[12..], IFF_UP);
        return Ask(RTM_NEWLINK, 0, body, static _ => { });
    }

    /// <summary>Gives it one more address, of 4 or 16 bytes.</summary>
    public static KernelResult<int> AddAddress(ReadOnlySpan<byte> address)
    {
        const int IFA_ADDRESS = 1;
        const int IFA_LOCAL = 2;
        Span<byte> body = stackalloc byte[8];
        body.Clear();
        body[0] = FamilyOf(address.Length);
        body[1] = (byte)(address.Length * 8);
        BinaryPrimitives.WriteInt32LittleEndian(body[4..], Index);
        var value = address.ToArray();
        return Ask(RTM_NEWADDR, Netlink.NLM_F_CREATE, body, message =>
        {
            message.Bytes(IFA_LOCAL, value);
            message.Bytes(IFA_ADDRESS, value);
        });
    }

    /// <summary>Makes it the way to everywhere: what is sent to other machines is lost, and sockets that were connected to them can be.</summary>
    /// <param name="isV6">Of IPv6, else of IPv4.</param>
    public static KernelResult<int> LeadEverywhere(bool isV6)
    {
        const byte RT_TABLE_MAIN = 254;
        const byte RTPROT_STATIC = 4;
        const byte RT_SCOPE_LINK = 253;
        const byte RTN_UNICAST = 1;
        const int RTA_OIF = 4;
        Span<byte> body = stackalloc byte[12];
        body.Clear();
        body[0] = (byte)(isV6 ? SocketFamily.AF_INET6 : SocketFamily.AF_INET);
        body[4] = RT_TABLE_MAIN;
        body[5] = RTPROT_STATIC;
        body[6] = RT_SCOPE_LINK;
        body[7] = RTN_UNICAST;
        // The index of the device, in the machine's byte order.
        return Ask(RTM_NEWROUTE, Netlink.NLM_F_CREATE, body, static message => message.Bytes(RTA_OIF, BitConverter.GetBytes(Index)));
    }

    private static byte FamilyOf(int bytes) => (byte)(bytes == V4Bytes ? SocketFamily.AF_INET : SocketFamily.AF_INET6);

    /// <summary>One request; the kernel answers with an errno, which may be none.</summary>
    private static KernelResult<int> Ask(int type, int flags, ReadOnlySpan<byte> fixedPart, Action<NetlinkMessages> attributes)
    {
        var opened = NetlinkSocket.Open(Netlink.NETLINK_ROUTE);
        if (!opened.Ok)
            return KernelResult.Failure<int>(opened.Error);
        using var netlink = opened.Value;
        var messages = new NetlinkMessages();
        messages.Add(type, Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK | flags, fixedPart, () => attributes(messages));
        var error = netlink.Ask(messages.ToArray(), 1);
        return error == Errno.None ? KernelResult.Success(0) : KernelResult.Failure<int>(error);
    }
}
