using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Content;

/// <summary>Compares a file with what an image has of it, byte by byte.</summary>
internal static class ContentComparer
{
    /// <summary>Compares what both have. Null if the file can't be read. Precondition: the description is ours alone, for its offset moves.</summary>
    public static ContentDifference? Compare(SafeFileHandle now, long size, ContentRef content, IContentSource source)
    {
        ContentReader.Check(content, long.MaxValue);
        var both = Math.Min(size, content.Length);
        var count = new DifferenceCount(now, both);
        if (content.Inline is { } small)
            return count.Add(0, small) ? count.Result : null;
        var buffer = new byte[ContentRef.MaxPart];
        var at = 0L;
        foreach (var part in content.Parts)
        {
            if (part.Offset >= both)
                break;
            var bytes = buffer.AsSpan(0, part.Length);
            source.Read(part.Chunk, bytes);
            if (!count.AddZeros(at, part.Offset) || !count.Add(part.Offset, bytes))
                return null;
            at = part.Offset + part.Length;
        }

        return count.AddZeros(at, both) ? count.Result : null;
    }

    private sealed class DifferenceCount(SafeFileHandle now, long both)
    {
        private readonly byte[] _there = new byte[ContentRef.MaxPart];
        private readonly byte[] _zeros = new byte[ContentRef.MaxPart];
        private long _differing;
        private long _first = -1;

        public ContentDifference Result => new(_differing, _first, both);

        public bool Add(long offset, ReadOnlySpan<byte> expected)
        {
            for (var left = expected[..(int)Math.Clamp(both - offset, 0, expected.Length)]; !left.IsEmpty;)
            {
                var got = FileCalls.ReadAt(now, _there.AsSpan(0, Math.Min(left.Length, _there.Length)), offset);
                if (!got.Ok || got.Value == 0)
                    return false;
                Count(offset, left[..(int)got.Value], _there.AsSpan(0, (int)got.Value));
                left = left[(int)got.Value..];
                offset += got.Value;
            }

            return true;
        }

        /// <summary>Where the image has nothing there are zeros; what is a hole now is not read.</summary>
        public bool AddZeros(long start, long end)
        {
            end = Math.Min(end, both);
            for (var at = start; at < end;)
            {
                var data = FileCalls.NextData(now, at);
                at = data.Error == Kernel.Errno.ENXIO ? end : Math.Min(end, data.Or(at));
                var length = (int)Math.Min(end - at, _zeros.Length);
                if (length > 0 && !Add(at, _zeros.AsSpan(0, length)))
                    return false;
                at += length;
            }

            return true;
        }

        private void Count(long offset, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> there)
        {
            var same = expected.CommonPrefixLength(there);
            if (same == expected.Length)
                return;
            if (_first < 0)
                _first = offset + same;
            for (var at = same; at < expected.Length; at++)
                _differing += expected[at] != there[at] ? 1 : 0;
        }
    }
}
