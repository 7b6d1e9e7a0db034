using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Journals;

/// <summary>A file of 80 MB of data that is written all the time: too much to be read in a pause. Where the file system clones files its content is there, elsewhere a note.</summary>
public sealed class LargeFileTests : JournalTest
{
    private const int Megabytes = 80;

    [Fact]
    public void Without_clones_it_has_no_content_and_the_checkpoint_succeeds()
    {
        var guest = StartIn(Bench.MakeFolder("books"));
        var taken = Bench.Checkpoint(guest.Pid, "--files", "journal").Expect(0);
        Assert.SkipWhen(Cost(taken.Text("id"), "missing") == 0, "the file system of the tests clones files");
        Assert.Contains("is being written", taken.Json.GetProperty("notes").ToString(), StringComparison.Ordinal);
        Assert.InRange(Cost(taken.Text("id"), "bytesRead"), 0, 1 << 20);

        // Who stands still can be read whole.
        var stopped = Bench.Checkpoint(guest.Pid, "--files", "journal", "--kill").Expect(0).Text("id");
        Assert.Equal(0, Cost(stopped, "missing"));
        Assert.InRange(Cost(stopped, "bytesRead"), Megabytes << 20, (Megabytes + 1) << 20);
    }

    [Fact]
    public void With_clones_it_is_read_after_the_pause_and_agrees_with_memory()
    {
        Needs.Root();
        var folder = MountBtrfs();
        try
        {
            var guest = StartIn(folder);
            var id = Bench.Checkpoint(guest.Pid, "--files", "journal").Expect(0).Text("id");
            Assert.Equal(0, Cost(id, "missing"));
            Assert.InRange(Cost(id, "bytesRead"), Megabytes << 20, (Megabytes + 1) << 20);
            Assert.InRange(Cost(id, "bytesReadInPause"), 0, 1 << 20);
            KillProgram(guest.Pid);
            Bench.Restore(id, "--files", "as-saved").Expect(0);
            Thread.Sleep(300);
            Assert.True(ProcessTree.IsAlive(guest.Pid), "the restored program is gone");
            Assert.DoesNotContain("fail", guest.Output, StringComparison.Ordinal);
            KillProgram(guest.Pid);
        }
        finally
        {
            Bench.Start("umount", "umount", "-l", folder).WaitForExit(TimeSpan.FromSeconds(10));
        }
    }

    private string MountBtrfs()
    {
        var image = Path.Combine(Bench.Folder, "disk");
        using (var file = File.Create(image))
            file.SetLength(600L << 20);
        var made = Bench.Start("mkfs", Needs.Program("mkfs.btrfs", "/sbin"), "-q", image);
        Assert.True(made.WaitForExit(TimeSpan.FromSeconds(30)) == 0, made.Errors);
        var folder = Bench.MakeFolder("btrfs");
        var mount = Bench.Start("mount", "mount", "-o", "loop", image, folder);
        Assert.SkipWhen(mount.WaitForExit(TimeSpan.FromSeconds(20)) != 0, $"can't mount btrfs here: {mount.Errors}");
        return folder;
    }

    private Keeper StartIn(string folder)
    {
        var guest = Bench.StartIn(folder, "books", CCompiler.Build("tool-books"), folder, $"{Megabytes}");
        AwaitText(guest, "ready\n");
        return guest;
    }
}
