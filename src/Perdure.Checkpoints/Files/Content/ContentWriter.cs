using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Content;

/// <summary>Puts bytes of memory and of files into an image.</summary>
internal static class ContentWriter
{
    /// <summary>Keeps bytes that are in memory.</summary>
    public static ContentRef Keep(ReadOnlySpan<byte> bytes, IContentSink sink)
    {
        if (bytes.Length <= ContentRef.MaxInline)
            return new ContentRef { Length = bytes.Length, Inline = bytes.ToArray() };
        var parts = new List<ContentPart>();
        for (var at = 0; at < bytes.Length; at += ContentRef.MaxPart)
        {
            var part = bytes.Slice(at, Math.Min(ContentRef.MaxPart, bytes.Length - at));
            parts.Add(new ContentPart(at, part.Length, sink.Write(part)));
        }
        return new ContentRef { Length = bytes.Length, Parts = parts };
    }

    /// <summary>
    /// Keeps a file's bytes without its holes. Precondition: the description is ours alone, because looking for holes moves its offset.
    /// </summary>
    public static KernelResult<ContentRef> Keep(SafeFileHandle file, long size, IContentSink sink)
    {
        var parts = new List<ContentPart>();
        var buffer = ArrayPool<byte>.Shared.Rent(ContentRef.MaxPart);
        try
        {
            for (long at = 0; at < size;)
            {
                var data = FileCalls.NextData(file, at);
                if (data.Error == Errno.ENXIO)
                    break;
                var start = data.Or(at);
                var end = Math.Min(size, data.Ok ? FileCalls.NextHole(file, start).Or(size) : size);
                var kept = KeepRun(file, start, end, buffer.AsSpan(0, ContentRef.MaxPart), parts, sink);
                if (kept != Errno.None)
                    return KernelResult.Failure<ContentRef>(kept);
                at = Math.Max(end, at + 1);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return KernelResult.Success(new ContentRef { Length = size, Parts = parts });
    }

    private static Errno KeepRun(SafeFileHandle file, long start, long end, Span<byte> buffer, List<ContentPart> parts, IContentSink sink)
    {
        for (var at = start; at < end;)
        {
            var got = FileCalls.ReadAt(file, buffer[..(int)Math.Min(buffer.Length, end - at)], at);
            if (!got.Ok)
                return got.Error;
            if (got.Value == 0)
                return Errno.None;
            var bytes = buffer[..(int)got.Value];
            if (bytes.IndexOfAnyExcept((byte)0) >= 0)
                parts.Add(new ContentPart(at, bytes.Length, sink.Write(bytes)));
            at += got.Value;
        }
        return Errno.None;
    }
}
