using Perdure.Kernel;

namespace Perdure.Scenarios.Tools;

/// <summary>Finds fields in a protocol buffer message; knows just what criu's statistics use: varints and nested messages.</summary>
internal readonly ref struct ProtobufCursor(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;

    private readonly ReadOnlySpan<byte> _message = message;

    public ulong Number(int field) => Find(field, Varint, out _);

    public ReadOnlySpan<byte> Bytes(int field)
    {
        var length = (int)Find(field, LengthDelimited, out var start);
        return _message.Slice(start, length);
    }

    /// <summary>The field's number, or its length, and where what follows it starts.</summary>
    private ulong Find(int field, int wireType, out int position)
    {
        for (position = 0; position < _message.Length;)
        {
            var tag = ReadVarint(ref position);
            var value = ReadVarint(ref position);
            if (tag == (ulong)((field << 3) | wireType))
                return value;
            if ((tag & 7) == LengthDelimited)
                position += (int)value;
        }

        throw new PerdureException($"the message has no field {field}");
    }

    private ulong ReadVarint(ref int position)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = _message[position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        throw new PerdureException("a number in the message does not end");
    }
}
