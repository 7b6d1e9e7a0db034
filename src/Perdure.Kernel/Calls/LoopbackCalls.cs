using System.Buffers.Binary;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// Sets up the loopback device of the network namespace that the calling thread is in, by NETLINK_ROUTE (linux/rtnetlink.h): in a new namespace it is the
/// only device, has the index 1, and is down.
/// </summary>
public static class LoopbackCalls
{
    private const int NETLINK_ROUTE = 0;
    private const short RTM_NEWLINK = 16;
    private const short RTM_NEWADDR = 20;
    private const short RTM_NEWROUTE = 24;
    private const short NLM_F_REQUEST_ACK = 1 | 4;
    private const short NLM_F_CREATE = 0x400;
    private const int HeaderBytes = 16;
    private const int AttributeHeaderBytes = 4;
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
        return Ask(RTM_NEWLINK, 0, body);
    }

    /// <summary>Gives it one more address, of 4 or 16 bytes.</summary>
    public static KernelResult<int> AddAddress(ReadOnlySpan<byte> address)
    {
        const int IFA_ADDRESS = 1;
        const int IFA_LOCAL = 2;
        const int BodyBytes = 8;
        var attributeBytes = AttributeHeaderBytes + address.Length;
        Span<byte> body = stackalloc byte[BodyBytes + (2 * attributeBytes)];
        body.Clear();
        body[0] = FamilyOf(address.Length);
        body[1] = (byte)(address.Length * 8);
        BinaryPrimitives.WriteInt32LittleEndian(body[4..], Index);
        WriteAttribute(body[BodyBytes..], IFA_LOCAL, address);
        WriteAttribute(body[(BodyBytes + attributeBytes)..], IFA_ADDRESS, address);
        return Ask(RTM_NEWADDR, NLM_F_CREATE, body);
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
        const int BodyBytes = 12;
        Span<byte> device = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(device, Index);
        Span<byte> body = stackalloc byte[BodyBytes + AttributeHeaderBytes + sizeof(int)];
        body.Clear();
        body[0] = (byte)(isV6 ? SocketFamily.AF_INET6 : SocketFamily.AF_INET);
        body[4] = RT_TABLE_MAIN;
        body[5] = RTPROT_STATIC;
        body[6] = RT_SCOPE_LINK;
        body[7] = RTN_UNICAST;
        WriteAttribute(body[BodyBytes..], RTA_OIF, device);
        return Ask(RTM_NEWROUTE, NLM_F_CREATE, body);
    }

    private static byte FamilyOf(int bytes) => (byte)(bytes == V4Bytes ? SocketFamily.AF_INET : SocketFamily.AF_INET6);

    private static void WriteAttribute(Span<byte> at, short type, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteInt16LittleEndian(at, (short)(AttributeHeaderBytes + value.Length));
        BinaryPrimitives.WriteInt16LittleEndian(at[2..], type);
        value.CopyTo(at[AttributeHeaderBytes..]);
    }

    /// <summary>One request; the kernel answers with an errno, which may be none.</summary>
    private static KernelResult<int> Ask(short type, short flags, ReadOnlySpan<byte> body)
    {
        var made = SocketCalls.Create(SocketFamily.AF_NETLINK, SocketKind.SOCK_RAW, NETLINK_ROUTE);
        if (!made.Ok)
            return KernelResult.Failure<int>(made.Error);
        using var netlink = made.Value;
        Span<byte> message = stackalloc byte[HeaderBytes + body.Length];
        message.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt16LittleEndian(message[4..], type);
        BinaryPrimitives.WriteInt16LittleEndian(message[6..], (short)(NLM_F_REQUEST_ACK | flags));
        body.CopyTo(message[HeaderBytes..]);
        var sent = FileCalls.Write(netlink, message);
        if (!sent.Ok)
            return KernelResult.Failure<int>(sent.Error);
        Span<byte> reply = stackalloc byte[1024];
        var got = FileCalls.Read(netlink, reply);
        if (!got.Ok || got.Value < HeaderBytes + sizeof(int))
            return KernelResult.Failure<int>(got.Ok ? Errno.EBADMSG : got.Error);
        var error = (Errno)(-BinaryPrimitives.ReadInt32LittleEndian(reply[HeaderBytes..]));
        return error == Errno.None ? KernelResult.Success(0) : KernelResult.Failure<int>(error);
    }
}
