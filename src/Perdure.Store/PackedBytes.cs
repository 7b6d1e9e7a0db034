using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>
/// Some byte strings, compressed in pieces: u32 number of pieces, for each string; of each piece the raw and the stored length, and the bytes. A hostile length costs one piece of memory at most, since
/// the next is only looked at when the last has come out right.
/// </summary>
internal static class PackedBytes
{
    private const int ZstdLevel = 1;
    private const int PieceBytes = 256 * 1024;

    public static byte[] Pack(IEnumerable<byte[]> strings)
    {
        using var zstd = new CompressionZstd();
        var room = new byte[PieceBytes];
        var packed = new ByteBuilder();
        foreach (var bytes in strings)
        {
            packed.U32((uint)((bytes.Length + PieceBytes - 1) / PieceBytes));
            for (var at = 0; at < bytes.Length; at += PieceBytes)
                Add(packed, bytes.AsSpan(at, Math.Min(PieceBytes, bytes.Length - at)), zstd, room);
        }

        return packed.Written.ToArray();
    }

    public static List<byte[]> Unpack(ReadOnlySpan<byte> packed, int count, string what)
    {
        using var zstd = new CompressionZstd();
        var cursor = new ByteCursor(packed, what);
        var strings = new List<byte[]>(count);
        for (; count > 0; count--)
            strings.Add(Unpack(ref cursor, zstd));
        cursor.End();
        return strings;
    }

    private static void Add(ByteBuilder packed, ReadOnlySpan<byte> piece, CompressionZstd zstd, byte[] room)
    {
        var length = zstd.Compress(piece, room.AsSpan(0, piece.Length - 1), ZstdLevel);
        packed.U32((uint)piece.Length).U32((uint)(length > 0 ? length : piece.Length)).Raw(length > 0 ? room.AsSpan(0, length) : piece);
    }

    private static byte[] Unpack(ref ByteCursor cursor, CompressionZstd zstd)
    {
        var pieces = cursor.Records(ImageLimits.SectionBytes / PieceBytes, 8, "the number of pieces");
        var whole = new ByteBuilder();
        for (; pieces > 0; pieces--)
        {
            var length = cursor.Count(PieceBytes, "the length of a piece");
            var stored = cursor.Take(cursor.Count(PieceBytes, "the stored length of a piece"));
            if (stored.Length == length)
            {
                whole.Raw(stored);
                continue;
            }

            var raw = new byte[length];
            if (zstd.Decompress(stored, raw) != length)
                throw cursor.Damaged($"a piece does not decompress to {length} bytes");
            whole.Raw(raw);
        }

        return whole.Written.ToArray();
    }
}
