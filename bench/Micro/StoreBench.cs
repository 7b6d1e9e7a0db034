using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Micro;

/// <summary>
/// Puts a file (a program's memory, read beforehand into the page cache) through the store: inline, again (all of it is there already),
/// deferred,
/// compacted; then reads every chunk. One line of figures for each.
/// </summary>
internal static class StoreBench
{
    private const int Rounds = 3;

    // A disk answers many readers at once faster than one.
    private const int Readers = 8;

    public static int Run(string input, string directory)
    {
        for (var round = 0; round < Rounds; round++)
        {
            if (Directory.Exists(directory))
                Directory.Delete(directory, recursive: true);
            using var store = ImageStore.Open(directory);
            var raw = new FileInfo(input).Length;
            var inline = Timed("inline", raw, () => Write(store, input, ImageCompression.Inline));
            Timed("read inline", raw, () => Read(store, inline));
            Timed("inline, nothing new", raw, () => Write(store, input, ImageCompression.Inline));
            var others = store.List().Select(entry => entry.Id).ToList();
            others.ForEach(store.Delete);
            var deferred = Timed("deferred", raw, () => Write(store, input, ImageCompression.Deferred));
            Timed("read deferred", raw, () => Read(store, deferred));
            Timed("compact", raw, () => store.Compact(deferred.Id));
            Timed("read compacted", raw, () => Read(store, deferred));
            Timed("verify", raw, () => Verify(store, deferred));
        }
        Small(directory, input);
        Directory.Delete(directory, recursive: true);
        return 0;
    }

    /// <summary>What a small program costs: opening the store, and 10 MB; medians.</summary>
    private static void Small(string directory, string input)
    {
        const int times = 21;
        const long bytes = 10_000_000;
        foreach (var compression in (ReadOnlySpan<ImageCompression>)[ImageCompression.Inline, ImageCompression.Deferred])
        {
            var (opens, writes) = (new List<double>(), new List<double>());
            for (var i = 0; i < times; i++)
            {
                var watch = Stopwatch.StartNew();
                using var store = ImageStore.Open(directory);
                opens.Add(watch.Elapsed.TotalMilliseconds);
                watch.Restart();
                var entry = Write(store, input, compression, bytes);
                writes.Add(watch.Elapsed.TotalMilliseconds);
                store.Delete(entry.Id);
            }
            Console.WriteLine($"\n10 MB {compression}: open {opens.Order().ElementAt(times / 2):0.0} ms, write {writes.Order().ElementAt(times / 2):0.0} ms");
        }
    }

    private static CatalogEntry Write(ImageStore store, string input, ImageCompression compression, long limit = long.MaxValue)
    {
        using var file = File.OpenHandle(input);
        using var writer = store.Begin(new CheckpointLabel("bench", 1, input), compression);
        long offset = 0;
        while (true)
        {
            var buffer = writer.Buffers.Rent();
            buffer.Length = RandomAccess.Read(file, buffer.Bytes, offset);
            if (buffer.Length == 0 || offset >= limit)
            {
                buffer.Return();
                break;
            }
            offset += buffer.Length;
            writer.AddChunk(buffer);
        }
        var fed = Stopwatch.StartNew();
        var entry = writer.Commit(new ImageTotals(1, 1, offset));
        Console.Write($"[commit {fed.ElapsedMilliseconds,4} ms] ");
        return entry;
    }

    private static CatalogEntry Read(ImageStore store, CatalogEntry entry)
    {
        using var reader = store.OpenImage(entry.Id);
        var next = -1;
        var threads = Enumerable.Range(0, Readers).Select(_ => new Thread(() =>
        {
            var buffer = new byte[ImageLimits.ChunkBytes];
            for (var chunk = Interlocked.Increment(ref next); chunk < reader.ChunkCount; chunk = Interlocked.Increment(ref next))
                reader.ReadChunk(new ChunkIndex(chunk), buffer);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return entry;
    }

    private static CatalogEntry Verify(ImageStore store, CatalogEntry entry)
    {
        Assert.Always(store.Verify(entry.Id).Ok);
        return store.Find(entry.Id.Value);
    }

    private static CatalogEntry Timed(string what, long raw, Func<CatalogEntry> work)
    {
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var entry = work();
        var seconds = watch.Elapsed.TotalSeconds;
        self.Refresh();
        var cpu = (self.TotalProcessorTime - before).TotalMilliseconds;
        Console.WriteLine(
            $"{what,-20} {seconds * 1000,5:0} ms wall {cpu,5:0} ms cpu  {raw / seconds / 1e9,5:0.00} GB/s  stored/raw {(double)entry.StoredBytes / raw:0.000}"
            + $"  new/raw {(double)entry.UniqueBytes / raw:0.000}  peak {self.PeakWorkingSet64 >> 20} MB");
        return entry;
    }
}
