using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Messages of netlink, one behind the other, with their attributes. Headers are of the machine's byte order; numbers in attributes are of the network's, as nf_tables has them.</summary>
internal class NetlinkMessages
{
    private const int HeaderBytes = 16;
    private const int AttributeHeader = 4;
    private readonly List<byte> _bytes = [];
    private readonly Stack<int> _open = [];
    private int _sequence;

    /// <summary>Bytes so far.</summary>
    public int Length => _bytes.Count;

    /// <summary>All of them.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>One message.</summary>
    /// <param name="type">What kind.</param>
    /// <param name="flags">NLM_F_REQUEST and others.</param>
    /// <param name="fixedPart">The struct of this kind of message, which comes before the attributes.</param>
    /// <param name="attributes">Adds the attributes.</param>
    public void Add(int type, int flags, ReadOnlySpan<byte> fixedPart, Action attributes)
    {
        var start = _bytes.Count;
        Int(0);
        Short(type);
        Short(flags);
        Int(_sequence++);
        Int(0);
        _bytes.AddRange(fixedPart);
        attributes();
        BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(_bytes)[start..], _bytes.Count - start);
        Assert.Always(_bytes.Count - start >= HeaderBytes);
    }

    public void Nest(int attribute, Action content)
    {
        _open.Push(_bytes.Count);
        Short(0);
        Short(attribute | Netlink.NLA_F_NESTED);
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
