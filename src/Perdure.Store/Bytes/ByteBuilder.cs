using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Perdure.Store.Bytes;

/// <summary>Writes fields in the form that <see cref="ByteCursor"/> reads: little-endian, texts as length and UTF-8.</summary>
internal sealed class ByteBuilder
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public ByteBuilder U8(byte value) => Raw([value]);

    public ByteBuilder U32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(sizeof(uint)), value);
        _bytes.Advance(sizeof(uint));
        return this;
    }

    public ByteBuilder U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(sizeof(ulong)), value);
        _bytes.Advance(sizeof(ulong));
        return this;
    }

    /// <summary>A number by 7 bits to the byte, the low ones first: small ones are short.</summary>
    public ByteBuilder Varying(ulong value)
    {
        const int most = 10;
        var bytes = _bytes.GetSpan(most);
        var at = 0;
        for (; value > 0x7f; value >>= 7)
            bytes[at++] = (byte)(value | 0x80);
        bytes[at++] = (byte)value;
        _bytes.Advance(at);
        return this;
    }

    public ByteBuilder Raw(ReadOnlySpan<byte> value)
    {
        _bytes.Write(value);
        return this;
    }

    /// <summary>A text, cut at a character border to at most <paramref name="limit"/> bytes.</summary>
    public ByteBuilder Text(string value, int limit)
    {
        var encoded = Encoding.UTF8.GetBytes(value);
        var length = Math.Min(encoded.Length, limit);
        while (length > 0 && length < encoded.Length && (encoded[length] & 0xc0) == 0x80)
            length--;
        return U32((uint)length).Raw(encoded.AsSpan(0, length));
    }
}
