using System.Runtime.InteropServices;

namespace Perdure.Binaries;

/// <summary>Reads structs from a source that may end anywhere.</summary>
internal sealed class ElfSource(ElfRead read)
{
    public static ElfSource Of(ReadOnlyMemory<byte> bytes) => new((position, into) =>
    {
        if (position >= (ulong)bytes.Length)
            return 0;
        var rest = bytes.Span[(int)position..];
        var length = Math.Min(rest.Length, into.Length);
        rest[..length].CopyTo(into);
        return length;
    });

    public static InvalidDataException Bad(string what) => new($"not a sound ELF file: {what}");

    public int ReadSome(ulong position, Span<byte> into)
    {
        var length = read(position, into);
        return length < 0 || length > into.Length ? throw new IOException("the source of an ELF file gave an impossible length") : length;
    }

    public void ReadExactly(ulong position, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            var length = ReadSome(position, into);
            if (length == 0)
                throw Bad("it is cut off");
            position += (ulong)length;
            into = into[length..];
        }
    }

    public T Read<T>(ulong position)
        where T : unmanaged
    {
        var value = default(T);
        ReadExactly(position, MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    /// <summary>Reads a block whose length the file itself names; it grows with what is really there, so that a lie costs nothing.</summary>
    public byte[] ReadBlock(ulong position, ulong length, int limit)
    {
        if (length > (ulong)limit)
            throw Bad($"a block of {length} bytes is over the limit of {limit}");
        const int step = 1 << 20;
        var block = new byte[Math.Min((int)length, step)];
        for (var filled = 0; ;)
        {
            ReadExactly(position + (ulong)filled, block.AsSpan(filled));
            filled = block.Length;
            if (filled == (int)length)
                return block;
            Array.Resize(ref block, (int)Math.Min((long)length, filled * 2L));
        }
    }
}
