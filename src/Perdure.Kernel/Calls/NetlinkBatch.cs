using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// Messages for nf_tables that take effect together or not at all. Headers are of the machine's byte order, numbers in attributes of the network's.
/// </summary>
internal sealed class NetlinkBatch
{
    private const int MessageHeader = 16;
    private const int AttributeHeader = 4;
    private readonly List<byte> _bytes = [];
    private readonly Stack<int> _open = [];
    private int _sequence;

    public NetlinkBatch() => Control(NfTables.NFNL_MSG_BATCH_BEGIN);

    /// <summary>How many answers come: one for each message.</summary>
    public int Answers { get; private set; }

    /// <summary>Bytes so far.</summary>
    public int Length => _bytes.Count;

    /// <summary>The whole batch.</summary>
    public byte[] End()
    {
        Control(NfTables.NFNL_MSG_BATCH_END);
        return [.. _bytes];
    }

    /// <summary>One message; attributes follow within the action.</summary>
    public NetlinkBatch Message(int kind, int flags, Action attributes)
    {
        Answers++;
        Whole((NfTables.NFNL_SUBSYS_NFTABLES << 8) | kind, NfTables.NLM_F_REQUEST | NfTables.NLM_F_ACK | flags, NfTables.NFPROTO_INET, 0, attributes);
        return this;
    }

    public void Nest(int attribute, Action content)
    {
        _open.Push(_bytes.Count);
        Short(0);
        Short(attribute | NfTables.NLA_F_NESTED);
        content();
        Patch(_open.Pop());
    }

    public void Text(int attribute, string text) => Bytes(attribute, [.. Encoding.ASCII.GetBytes(text), 0]);

    public void Number(int attribute, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        Bytes(attribute, bytes);
    }

    public void LongNumber(int attribute, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        Bytes(attribute, bytes);
    }

    public void Bytes(int attribute, ReadOnlySpan<byte> value)
    {
        Short(AttributeHeader + value.Length);
        Short(attribute);
        _bytes.AddRange(value);
        Pad();
    }

    private void Control(int kind) => Whole(kind, NfTables.NLM_F_REQUEST, 0, NfTables.NFNL_SUBSYS_NFTABLES, static () => { });

    private void Whole(int type, int flags, int family, int resource, Action attributes)
    {
        var start = _bytes.Count;
        Int(0);
        Short(type);
        Short(flags);
        Int(_sequence++);
        Int(0);
        // struct nfgenmsg: family, version, a number in the network's order.
        _bytes.AddRange([(byte)family, 0, (byte)(resource >> 8), (byte)resource]);
        attributes();
        BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(_bytes)[start..], _bytes.Count - start);
        Assert.Always(_bytes.Count - start >= MessageHeader);
    }

    private void Patch(int at)
    {
        var length = _bytes.Count - at;
        Assert.Always(length <= ushort.MaxValue);
        BinaryPrimitives.WriteUInt16LittleEndian(CollectionsMarshal.AsSpan(_bytes)[at..], (ushort)length);
        Pad();
    }

    private void Short(int value) => _bytes.AddRange([(byte)value, (byte)(value >> 8)]);

    private void Int(int value)
    {
        Short(value);
        Short(value >> 16);
    }

    private void Pad()
    {
        while (_bytes.Count % AttributeHeader != 0)
            _bytes.Add(0);
    }
}
