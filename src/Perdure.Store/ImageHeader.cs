using System.Security.Cryptography;
using Perdure.Kernel;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>
/// The first bytes of an image: magic, format version, then the file's length, where the section table lies, and its checksum; at the
/// end a checksum
/// of the header itself.
/// </summary>
internal readonly record struct ImageHeader(long FileLength, long TableOffset, int Sections, byte[] TableHash, int Version = ImageLimits.PlainFormatVersion)
{
    public const int Bytes = 8 + 4 + 4 + 8 + 8 + 32 + 32;
    private const int HashedBytes = Bytes - 32;

    private static ReadOnlySpan<byte> Magic => "PERDURE\n"u8;

    public byte[] Encode()
    {
        var bytes = new ByteBuilder().Raw(Magic).U32((uint)Version)
            .U32((uint)Sections).U64((ulong)FileLength).U64((ulong)TableOffset).Raw(TableHash);
        return bytes.Raw(SHA256.HashData(bytes.Written)).Written.ToArray();
    }

    public static ImageHeader Decode(ReadOnlySpan<byte> bytes, long fileLength, string what)
    {
        var cursor = new ByteCursor(bytes, what);
        if (!cursor.Take(Magic.Length).SequenceEqual(Magic))
            throw new PerdureException($"{what} is not an image of perdure", "it does not begin with PERDURE");
        var version = cursor.U32();
        CheckVersion(version, what);
        var sections = cursor.Count(ImageLimits.Sections, "the number of sections");
        var header = new ImageHeader(
            cursor.Size(long.MaxValue, "the file's length"),
            cursor.Size(fileLength, "the offset of the section table"),
            sections,
            cursor.Take(32).ToArray(),
            (int)version);
        if (!cursor.Take(32).SequenceEqual(SHA256.HashData(bytes[..HashedBytes])))
            throw cursor.Damaged("the checksum of its header is wrong");
        if (header.FileLength != fileLength)
            throw cursor.Damaged($"it is {fileLength} bytes long and should be {header.FileLength}");
        return header;
    }

    private static void CheckVersion(uint version, string what)
    {
        if (version > ImageLimits.FormatVersion)
        {
            throw new PerdureException(
                $"{what} was written by a newer perdure, in format {version}; this one reads up to {ImageLimits.FormatVersion}",
                "use the perdure that wrote it, or a newer one",
                ExitCode.Unsupported);
        }
        if (version == 0)
            throw StoreFailure.Damaged(what, "its format version is 0");
    }
}
