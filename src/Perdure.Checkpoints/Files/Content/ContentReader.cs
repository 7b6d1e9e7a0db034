using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Content;

/// <summary>Takes bytes out of an image again. Lengths are checked: an image is hostile input.</summary>
internal static class ContentReader
{
    /// <summary>No content that has to fit in memory is longer: a pipe's or a message's.</summary>
    public const long MaxInMemory = 256L * 1024 * 1024;

    /// <summary>All bytes, in memory.</summary>
    public static byte[] Read(ContentRef content, IContentSource source)
    {
        Check(content, MaxInMemory);
        if (content.Inline is { } small)
            return small;
        var bytes = new byte[content.Length];
        foreach (var part in content.Parts)
            source.Read(part.Chunk, bytes.AsSpan((int)part.Offset, part.Length));
        return bytes;
    }

    /// <summary>Makes a file have this content; holes stay holes.</summary>
    public static void WriteTo(SafeFileHandle file, ContentRef content, IContentSource source, string name)
    {
        Check(content, long.MaxValue);
        FileChangeCalls.SetSize(file, 0).OrThrow($"empty {name}");
        FileChangeCalls.SetSize(file, content.Length).OrThrow($"set the size of {name} to {content.Length} bytes", "is the disk full?");
        if (content.Inline is { Length: > 0 } small)
            WriteAll(file, small, 0, name);
        var buffer = ArrayPool<byte>.Shared.Rent(ContentRef.MaxPart);
        try
        {
            foreach (var part in content.Parts)
            {
                source.Read(part.Chunk, buffer.AsSpan(0, part.Length));
                WriteAll(file, buffer.AsSpan(0, part.Length), part.Offset, name);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void WriteAll(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset, string name)
    {
        while (!bytes.IsEmpty)
        {
            var written = FileCalls.WriteAt(file, bytes, offset).OrThrow($"write {name}", "is the disk full?");
            bytes = bytes[(int)written..];
            offset += written;
        }
    }

    /// <summary>Throws unless the parts fit the length.</summary>
    public static void Check(ContentRef content, long limit)
    {
        var good = content.Length >= 0 && content.Length <= limit && (content.Inline is null || content.Inline.Length == content.Length);
        foreach (var part in content.Parts)
            good &= part.Offset >= 0 && part.Length is > 0 and <= ContentRef.MaxPart && part.Offset <= content.Length - part.Length;
        if (!good)
            throw new PerdureException("the image is damaged: a file's content contradicts its length", "run 'perdure verify'");
    }
}
