using System.Security.Cryptography;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>Lays an image file out and writes it: header, sections, section table.</summary>
internal sealed class ImageFileBuilder
{
    private readonly List<(SectionKind Kind, byte[] Payload)> _sections = [];

    public long PayloadBytes => _sections.Sum(section => (long)section.Payload.Length);

    private bool IsSealed => _sections.Exists(section => section.Kind == SectionKind.Seal);

    public void Add(SectionKind kind, byte[] payload)
    {
        Assert.Always(_sections.TrueForAll(section => section.Kind != kind));
        Assert.Always(_sections.Count < ImageLimits.Sections);
        if (payload.Length > ImageLimits.SectionBytes)
        {
            throw new PerdureException(
                $"cannot write the image: section {kind} is {payload.Length} bytes, above the limit of {ImageLimits.SectionBytes}");
        }
        _sections.Add((kind, payload));
    }

    /// <summary>Writes a new file and puts it on disk.</summary>
    public void Write(string path)
    {
        var table = new ByteBuilder();
        long offset = ImageHeader.Bytes;
        foreach (var (kind, payload) in _sections)
        {
            new SectionEntry(kind, offset, payload.Length, SHA256.HashData(payload)).Encode(table);
            offset += payload.Length;
        }
        var header = new ImageHeader(offset + table.Written.Length, offset, _sections.Count, SHA256.HashData(table.Written), IsSealed ? ImageLimits.FormatVersion : ImageLimits.PlainFormatVersion);
        WriteParts(path, header, table);
    }

    private void WriteParts(string path, ImageHeader header, ByteBuilder table)
    {
        using var file = StoreFiles.CreateNew(path);
        StoreFiles.Write(file, path, header.Encode(), 0);
        long offset = ImageHeader.Bytes;
        foreach (var (_, payload) in _sections)
        {
            StoreFiles.Write(file, path, payload, offset);
            offset += payload.Length;
        }
        StoreFiles.Write(file, path, table.Written, offset);
        StoreFiles.Flush(file, path);
    }
}
