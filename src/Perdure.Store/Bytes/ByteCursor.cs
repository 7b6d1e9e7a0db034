using System.Buffers.Binary;
using System.Text;
using Perdure.Kernel;

namespace Perdure.Store.Bytes;

/// <summary>Reads fields from hostile bytes. Whatever does not fit is a <see cref="PerdureException"/>, never another exception.</summary>
internal ref struct ByteCursor
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly string _what;
    private ReadOnlySpan<byte> _rest;

    /// <summary>A cursor at the start of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">What is read.</param>
    /// <param name="what">What it is, for messages: "the page maps of IMAGE".</param>
    public ByteCursor(ReadOnlySpan<byte> bytes, string what)
    {
        _rest = bytes;
        _what = what;
    }

    public readonly int Remaining => _rest.Length;

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length)
            throw Damaged("it ends in the middle of a field");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    public byte U8() => Take(1)[0];

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>A 32-bit count or length that may be at most <paramref name="limit"/>.</summary>
    public int Count(int limit, string field) => (int)Limited(U32(), (ulong)limit, field);

    /// <summary>A 64-bit count or length that may be at most <paramref name="limit"/>.</summary>
    public long Size(long limit, string field) => (long)Limited(U64(), (ulong)limit, field);

    /// <summary>A count of records of a fixed size, all of which must still be there: no allocation beyond what was really read.</summary>
    public int Records(int limit, int recordBytes, string field)
    {
        var count = Count(limit, field);
        return (long)count * recordBytes <= _rest.Length ? count : throw Damaged($"{field} is {count}, more than there are");
    }

    public string Text(int limit, string field)
    {
        try
        {
            return Strict.GetString(Take(Count(limit, field)));
        }
        catch (DecoderFallbackException)
        {
            throw Damaged($"{field} is no UTF-8 text");
        }
    }

    public readonly void End()
    {
        if (_rest.Length != 0)
            throw Damaged($"{_rest.Length} bytes are left over");
    }

    public readonly PerdureException Damaged(string why) => StoreFailure.Damaged(_what, why);

    private readonly ulong Limited(ulong value, ulong limit, string field) =>
        value <= limit ? value : throw Damaged($"{field} is {value}, above the limit of {limit}");
}
