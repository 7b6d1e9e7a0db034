using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>Lays an image file out and writes it: header, sections, section table.</summary>
internal sealed class ImageFileBuilder
{
    private readonly List<(SectionKind Kind, byte[] Payload, byte[] Hash)> _sections = [];

    public long PayloadBytes => _sections.Sum(section => (long)section.Payload.Length);

    /// <summary>Which sections there are so far, each with the SHA-256 of its stored bytes.</summary>
    public IEnumerable<(SectionKind Kind, byte[] Hash)> SectionHashes => _sections.Select(section => (section.Kind, section.Hash));

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
        _sections.Add((kind, payload, SHA256.HashData(payload)));
    }

    /// <summary>Writes a new file and puts it on disk.</summary>
    public void Write(string path)
    {
        using var file = StoreFiles.CreateNew(path);
        Write(file, path);
    }

    /// <summary>The same with a file that is open, and empty.</summary>
    /// <returns>Its length.</returns>
    public long Write(SafeFileHandle file, string path)
    {
        var table = new ByteBuilder();
        long offset = ImageHeader.Bytes;
        foreach (var (kind, payload, hash) in _sections)
        {
            new SectionEntry(kind, offset, payload.Length, hash).Encode(table);
            offset += payload.Length;
        }
        var header = new ImageHeader(offset + table.Written.Length, offset, _sections.Count, SHA256.HashData(table.Written), IsSealed ? ImageLimits.SealedFormatVersion : ImageLimits.PlainFormatVersion);
        WriteParts(file, path, header, table);
        return header.FileLength;
    }

    private void WriteParts(SafeFileHandle file, string path, ImageHeader header, ByteBuilder table)
    {
        StoreFiles.Write(file, path, header.Encode(), 0);
        long offset = ImageHeader.Bytes;
        foreach (var (_, payload, _) in _sections)
        {
            StoreFiles.Write(file, path, payload, offset);
            offset += payload.Length;
        }
        StoreFiles.Write(file, path, table.Written, offset);
        StoreFiles.Flush(file, path);
    }
}
