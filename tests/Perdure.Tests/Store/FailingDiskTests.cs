using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Store.Retention;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>A full disk, and a place where nothing may be written.</summary>
public sealed class FailingDiskTests
{
    [Theory]
    [InlineData(ImageCompression.Inline)]
    [InlineData(ImageCompression.Deferred)]
    public void A_full_disk_is_a_clear_error_and_leaves_nothing(ImageCompression compression)
    {
        using var disk = new SmallDisk(8);
        using var store = ImageStore.Open(disk.Path);
        var kept = Write(store, compression, 2);
        var full = Assert.Throws<PerdureException>(() => Write(store, compression, 100));
        Assert.Contains("ENOSPC", full.Message, StringComparison.Ordinal);
        Assert.Contains(disk.Path, full.Message, StringComparison.Ordinal);
        Assert.Contains("free some space", full.Hint, StringComparison.Ordinal);
        Assert.Equal(kept, Assert.Single(store.List()));
        Assert.Equal(2, Directory.EnumerateFiles(disk.Path, kept.Id + ".*", SearchOption.AllDirectories).Count());
        Assert.Empty(Directory.EnumerateFiles(store.Layout.Unfinished));
        Assert.True(store.Verify(kept.Id).Ok);
        store.Delete(kept.Id);
    }

    [Fact]
    public void On_a_full_disk_a_checkpoint_can_be_deleted()
    {
        using var disk = new SmallDisk(8);
        CatalogEntry kept;
        using (var store = ImageStore.Open(disk.Path))
            kept = Write(store, ImageCompression.Inline, 4);
        FillUp(Path.Combine(disk.Path, "filler"));
        using (var store = ImageStore.Open(disk.Path))
        {
            Assert.Throws<PerdureException>(() => Write(store, ImageCompression.Deferred, 4));
            store.Delete(kept.Id);
            Assert.Empty(store.List());
            Write(store, ImageCompression.Inline, 2);
        }
    }

    [Fact]
    public void On_a_full_disk_the_store_can_be_pruned_of_many_small_chunks()
    {
        using var disk = new SmallDisk(48);
        using (var store = ImageStore.Open(disk.Path))
        {
            for (var i = 0; i < 3; i++)
                WriteSmall(store, i, 3000);
        }
        FillUp(Path.Combine(disk.Path, "filler"));
        using (var store = ImageStore.Open(disk.Path))
        {
            var outcome = store.Prune(new PruneRules(null, KeepPolicy.Parse("last=1"), null));
            Assert.Equal(2, outcome.Verdicts.Count(verdict => verdict.Goes));
            Assert.False(outcome.SpaceWaits);
            Assert.InRange(outcome.FreedBytes, 16 << 20, 32 << 20);
            Assert.True(store.Verify(Assert.Single(store.List()).Id).Ok);
            Assert.Empty(store.Catalog.ListGarbage());
        }
    }

    [Fact]
    public void A_place_where_nothing_may_be_written_is_a_clear_error()
    {
        var refused = Assert.Throws<PerdureException>(() => ImageStore.Open("/proc/perdure"));
        Assert.Contains("/proc/perdure", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--store", refused.Hint, StringComparison.Ordinal);
        Assert.Throws<PerdureException>(() => ImageStore.Open("/dev/null/perdure"));
    }

    private static void FillUp(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    private static CatalogEntry Write(ImageStore store, ImageCompression compression, int chunks)
    {
        using var writer = store.Begin(new CheckpointLabel("big", 1, "x"), compression);
        for (var i = 0; i < chunks; i++)
            ScratchStore.Add(writer, Pages.Noise(i));
        return writer.Commit(new ImageTotals(1, 1, 0));
    }

    // A third of its chunks is that of all others.
    private static void WriteSmall(ImageStore store, int seed, int chunks)
    {
        using var writer = store.Begin(new CheckpointLabel("small", 1, "x"));
        for (var i = 0; i < chunks; i++)
            ScratchStore.Add(writer, Pages.Noise(i % 3 == 0 ? i : (seed * chunks) + i, 4096));
        writer.Commit(new ImageTotals(1, 1, 0));
    }

    /// <summary>A tmpfs of a few megabytes.</summary>
    private sealed class SmallDisk : IDisposable
    {
        public SmallDisk(int megabytes)
        {
            Path = Directory.CreateTempSubdirectory("perdure-disk-").FullName;
            if (!Environment.IsPrivilegedProcess || Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "perdure-test", Path) != 0)
            {
                Directory.Delete(Path);
                Assert.Skip("mounting a small tmpfs needs root");
            }
        }

        public string Path { get; }

        public void Dispose()
        {
            Run("umount", "-l", Path);
            Directory.Delete(Path);
        }

        private static int Run(string program, params string[] arguments)
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            return process.ExitCode;
        }
    }
}
