using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Calls;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>An image file, open: its sections, each checked when read.</summary>
internal sealed class ImageFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly SectionEntry[] _sections;

    private ImageFile(SafeFileHandle file, string path, long length)
    {
        _file = file;
        Path = path;
        Length = length;
        var header = ImageHeader.Decode(Read(0, (int)Math.Min(length, ImageHeader.Bytes)), length, path);
        Version = header.Version;
        _sections = DecodeTable(header, length);
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>The version of its format.</summary>
    public int Version { get; }

    /// <summary>Which sections there are, each with the SHA-256 that its stored bytes must have.</summary>
    public IEnumerable<(SectionKind Kind, byte[] Hash)> SectionHashes => _sections.Select(section => (section.Kind, section.Hash));

    public IEnumerable<SectionKind> Kinds => _sections.Select(section => section.Kind);

    public static ImageFile Open(string path)
    {
        var opened = DurableFiles.OpenForReading(path);
        if (!opened.Ok)
            throw StoreFailure.Of(opened.Error, "open the image", path);
        try
        {
            return new ImageFile(opened.Value, path, RandomAccess.GetLength(opened.Value));
        }
        catch
        {
            opened.Value.Dispose();
            throw;
        }
    }

    public bool Has(SectionKind kind) => Array.Exists(_sections, section => section.Kind == kind);

    public byte[] ReadSection(SectionKind kind)
    {
        var section = Array.Find(_sections, section => section.Kind == kind);
        if (section.Hash is null)
            throw StoreFailure.Damaged(Path, $"it has no section {kind}");
        var bytes = Read(section.Offset, section.Length);
        return SHA256.HashData(bytes).AsSpan().SequenceEqual(section.Hash)
            ? bytes
            : throw StoreFailure.Damaged(Path, $"the checksum of section {kind} is wrong");
    }

    public CatalogEntry ReadLabel() => LabelSection.Decode(ReadSection(SectionKind.Label), $"the label of {Path}");

    public ChunkTable ReadChunkTable() => ChunkTable.Decode(ReadSection(SectionKind.ChunkTable), $"the chunk table of {Path}");

    public void Dispose() => _file.Dispose();

    private SectionEntry[] DecodeTable(ImageHeader header, long length)
    {
        var tableBytes = (long)header.Sections * SectionEntry.EncodedBytes;
        if (tableBytes > length - header.TableOffset)
            throw StoreFailure.Damaged(Path, "its section table lies outside of the file");
        var table = Read(header.TableOffset, (int)tableBytes);
        if (!SHA256.HashData(table).AsSpan().SequenceEqual(header.TableHash))
            throw StoreFailure.Damaged(Path, "the checksum of its section table is wrong");
        var cursor = new ByteCursor(table, $"the section table of {Path}");
        var sections = new SectionEntry[header.Sections];
        for (var i = 0; i < sections.Length; i++)
        {
            sections[i] = SectionEntry.Decode(ref cursor, length);
            if (sections.AsSpan(0, i).ToArray().Any(earlier => earlier.Kind == sections[i].Kind))
                throw cursor.Damaged($"section {sections[i].Kind} is there twice");
        }
        return sections;
    }

    private byte[] Read(long offset, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        var read = DurableFiles.ReadFully(_file, bytes, offset);
        if (!read.Ok)
            throw StoreFailure.Of(read.Error, "read the image", Path);
        return read.Value == length ? bytes : throw StoreFailure.Damaged(Path, "it is shorter than it says");
    }
}
