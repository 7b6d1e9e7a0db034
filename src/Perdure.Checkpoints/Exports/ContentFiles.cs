using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Restoring;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Store;

namespace Perdure.Checkpoints.Exports;

/// <summary>Writes content that an image holds to files of an export: what files.json calls content.</summary>
internal sealed class ContentFiles(ImageReader image, ExportFolder folder)
{
    private const int PageBytes = 4096;
    private readonly ChunkSource _source = new(image);
    private readonly ChunkCache _chunks = new(image);

    /// <summary>Bytes written, holes included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes the content of a file.</summary>
    public string Write(string wanted, ContentRef content)
    {
        using var file = folder.Make(wanted, out var name);
        ContentReader.WriteTo(file, content, _source, name);
        Bytes += content.Length;
        return name;
    }

    /// <summary>Writes pieces of a stream one behind the other.</summary>
    public string WriteJoined(string wanted, IReadOnlyList<ContentRef> pieces)
    {
        using var file = folder.Make(wanted, out var name);
        var at = 0L;
        foreach (var bytes in pieces.Select(piece => ContentReader.Read(piece, _source)))
        {
            WriteAt(file, bytes, at, name);
            at += bytes.Length;
        }

        Bytes += at;
        return name;
    }

    /// <summary>Writes the pages of a memory object; holes stay holes.</summary>
    public string Write(string wanted, PageMap? pages, long length)
    {
        using var file = folder.Make(wanted, out var name);
        FileChangeCalls.SetSize(file, length).OrThrow($"set the size of {name} to {length} bytes", "is the disk full?");
        foreach (var run in pages?.Runs ?? [])
        {
            var offset = (long)run.FirstPage * PageBytes;
            var bytes = _chunks.Read(run.Chunk).Slice((int)run.PageInChunk * PageBytes, (int)run.PageCount * PageBytes);
            WriteAt(file, bytes[..(int)Math.Clamp(length - offset, 0, bytes.Length)], offset, name);
        }

        Bytes += length;
        return name;
    }

    private static void WriteAt(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset, string name)
    {
        while (!bytes.IsEmpty)
        {
            var written = FileCalls.WriteAt(file, bytes, offset).OrThrow($"write {name}", "is the disk full?");
            bytes = bytes[(int)written..];
            offset += written;
        }
    }
}
