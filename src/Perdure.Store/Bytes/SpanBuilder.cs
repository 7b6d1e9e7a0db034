using System.Buffers.Binary;

namespace Perdure.Store.Bytes;

/// <summary>Writes fields in the form that <see cref="ByteCursor"/> reads into memory that is there already, and large enough.</summary>
internal ref struct SpanBuilder(Span<byte> room)
{
    private readonly Span<byte> _room = room;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    public void U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_room[Length..], value);
        Length += sizeof(ushort);
    }

    public void U32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_room[Length..], value);
        Length += sizeof(uint);
    }

    public void Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_room[Length..]);
        Length += value.Length;
    }
}
