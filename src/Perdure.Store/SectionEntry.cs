using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>A row of an image's section table.</summary>
internal readonly record struct SectionEntry(SectionKind Kind, long Offset, int Length, byte[] Hash)
{
    public const int HashBytes = 32;
    public const int EncodedBytes = 4 + 8 + 8 + HashBytes;

    public void Encode(ByteBuilder into) => into.U32((uint)Kind).U64((ulong)Offset).U64((ulong)Length).Raw(Hash);

    public static SectionEntry Decode(ref ByteCursor from, long fileLength)
    {
        var kind = (SectionKind)from.U32();
        var offset = from.Size(fileLength, "the offset of a section");
        var length = (int)from.Size(ImageLimits.SectionBytes, "the length of a section");
        if (offset < ImageHeader.Bytes || length > fileLength - offset)
            throw from.Damaged($"section {kind} lies outside of the file");
        return new SectionEntry(kind, offset, length, from.Take(HashBytes).ToArray());
    }
}
