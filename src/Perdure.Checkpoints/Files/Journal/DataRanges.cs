using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Journal;

/// <summary>Where a file has data.</summary>
internal static class DataRanges
{
    /// <summary>The runs of data from an offset on. Precondition: the description is ours alone, for its offset moves.</summary>
    public static List<(long Start, long End)> Of(SafeFileHandle file, long from, long size)
    {
        var ranges = new List<(long Start, long End)>();
        for (var at = from; at < size;)
        {
            var data = FileCalls.NextData(file, at);
            if (data.Error == Errno.ENXIO)
                break;
            // A file system that knows no holes answers an error: then all of it is data.
            var start = data.Or(at);
            if (start >= size)
                break;
            var end = data.Ok && ranges.Count < JournalLimits.Ranges ? Math.Min(size, FileCalls.NextHole(file, start).Or(size)) : size;
            ranges.Add((start, Math.Max(end, start + 1)));
            at = ranges[^1].End;
        }

        return ranges;
    }

    /// <summary>Their bytes.</summary>
    public static long Bytes(List<(long Start, long End)> ranges)
    {
        long bytes = 0;
        foreach (var (start, end) in ranges)
            bytes += end - start;
        return bytes;
    }
}
