using System.Buffers.Binary;

namespace Perdure.Binaries.Unwinding;

/// <summary>Reads numbers as DWARF writes them. Whatever lies behind the end is an <see cref="InvalidDataException"/>.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private const int MaxLebBytes = 10;
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly int Left => _rest.Length;

    public byte Byte() => Take(1)[0];

    public ushort Word() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint Long() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong Quad() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public ReadOnlySpan<byte> Block() => Take(Length(Uleb()));

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
            throw ElfSource.Bad("an entry of frames is cut off");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    public ulong Uleb()
    {
        var value = 0UL;
        for (var index = 0; index < MaxLebBytes; index++)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7f) << (7 * index);
            if (part < 0x80)
                return value;
        }

        throw ElfSource.Bad("a number without an end");
    }

    public long Sleb()
    {
        var value = 0L;
        for (var index = 0; index < MaxLebBytes; index++)
        {
            var part = Byte();
            var bits = 7 * (index + 1);
            value |= (long)(part & 0x7f) << (7 * index);
            if (part < 0x80)
                return bits < 64 && (part & 0x40) != 0 ? value | (-1L << bits) : value;
        }

        throw ElfSource.Bad("a number without an end");
    }

    /// <summary>Reads a text that ends with a zero.</summary>
    public ReadOnlySpan<byte> Text()
    {
        var length = _rest.IndexOf((byte)0);
        if (length < 0)
            throw ElfSource.Bad("a text without an end");
        return Take(length + 1)[..length];
    }

    private static int Length(ulong length) => length <= UnwindLimits.EntryBytes ? (int)length : throw ElfSource.Bad($"a block of {length} bytes in an entry of frames");
}
