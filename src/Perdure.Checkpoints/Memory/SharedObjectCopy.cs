using Microsoft.Win32.SafeHandles;
using Perdure.Store;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// Copies shared memory into the image. Writes to it can't be tracked through one process's page tables, so it is copied in the pause.
/// </summary>
internal static class SharedObjectCopy
{
    /// <summary>Copies every object of the table, holes left out.</summary>
    public static void CopyAll(SharedObjectTable objects, ImageWriter writer, PageBufferPool buffers, List<PageMap> maps)
    {
        foreach (var (image, file) in objects.Objects)
        {
            var map = new PageMap(image.Id);
            Copy(file, image.Bytes, writer, buffers, map);
            maps.Add(map);
        }
    }

    private static void Copy(SafeFileHandle file, long bytes, ImageWriter writer, PageBufferPool buffers, PageMap map)
    {
        var collector = new PageCollector(writer, buffers, map, (first, into) => ReadPadded(file, (long)first * PageCollector.PageBytes, into));
        foreach (var (start, end) in FileHoles.DataOf(file, bytes))
            collector.Add(new PageRange((ulong)start / PageCollector.PageBytes, ((ulong)end + PageCollector.PageBytes - 1) / PageCollector.PageBytes));
        collector.Flush();
    }

    /// <summary>A file need not end at a page's border; what is behind its end reads as zeros.</summary>
    private static int ReadPadded(SafeFileHandle file, long offset, Span<byte> into)
    {
        var read = 0;
        while (read < into.Length)
        {
            var got = RandomAccess.Read(file, into[read..], offset + read);
            if (got == 0)
                break;
            read += got;
        }

        into[read..].Clear();
        return into.Length;
    }
}
