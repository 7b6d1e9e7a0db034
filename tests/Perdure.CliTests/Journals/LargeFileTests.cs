using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Journals;

/// <summary>Large files that are written all the time. Where the file system clones files their content is there; elsewhere up to 256 MiB are read in the pause, and of more there is a note.</summary>
public sealed class LargeFileTests : JournalTest
{
    private const int Megabytes = 80;
    private const int TooMany = 280;

    /// <summary>Stands at the end of its file whenever it rests, and writes in its midst all the same.</summary>
    private const string Patcher = """
        import os, sys, time
        file = open(sys.argv[1], "r+b", buffering=0)
        for _ in range(280):
            file.write(os.urandom(1 << 20))
        print("ready", flush=True)
        turn = 0
        while True:
            turn += 1
            end = file.tell()
            for place in range(0, 280 << 20, 7 << 20):
                os.pwrite(file.fileno(), b"%8d" % turn, place)
            file.write(b"%8d" % turn)
            time.sleep(0.01)
        """;

    [Fact]
    public void Without_clones_it_has_no_content_and_the_checkpoint_succeeds()
    {
        var guest = StartIn(Bench.MakeFolder("books"), TooMany);
        var taken = Bench.Checkpoint(guest.Pid, "--files", "journal").Expect(0);
        Assert.SkipWhen(Cost(taken.Text("id"), "missing") == 0, "the file system of the tests clones files");
        Assert.Contains("is being written", taken.Json.GetProperty("notes").ToString(), StringComparison.Ordinal);
        Assert.InRange(Cost(taken.Text("id"), "bytesRead"), 0, 1 << 20);

        // Who stands still can be read whole.
        var stopped = Bench.Checkpoint(guest.Pid, "--files", "journal", "--kill").Expect(0).Text("id");
        Assert.Equal(0, Cost(stopped, "missing"));
        Assert.InRange(Cost(stopped, "bytesRead"), TooMany << 20, (TooMany + 3) << 20);
    }

    [Fact]
    public void What_only_seems_to_be_appended_to_is_not_read_while_it_is_written()
    {
        var path = Path.Combine(Bench.Folder, "patched");
        File.WriteAllText(path, "");
        var program = Bench.Start("patcher", Needs.Program("python3"), WriteFile("patcher.py", Patcher), path);
        AwaitText(program, "ready\n");
        var taken = Bench.Checkpoint(program.Pid, "--files", "journal").Expect(0);
        Assert.Equal(1, Cost(taken.Text("id"), "missing"));
        Assert.Contains("is being written", taken.Json.GetProperty("notes").ToString(), StringComparison.Ordinal);
    }

    /// <summary>If memory is too slow today for the time that such a pause may take, there is the note instead.</summary>
    [Fact]
    public void Without_clones_eighty_megabytes_are_read_in_the_pause_and_agree_with_memory()
    {
        var guest = StartIn(Bench.MakeFolder("books"), Megabytes);
        var taken = Bench.Checkpoint(guest.Pid, "--files", "journal").Expect(0);
        if (Cost(taken.Text("id"), "missing") > 0)
            Assert.Contains("at most 100 ms", taken.Json.GetProperty("notes").ToString(), StringComparison.Ordinal);
        else
            ExpectAgreement(guest, taken.Text("id"));
    }

    [Fact]
    public void With_clones_it_is_read_after_the_pause_and_agrees_with_memory()
    {
        Needs.Root();
        var folder = MountBtrfs();
        try
        {
            var guest = StartIn(folder, Megabytes);
            var id = Bench.Checkpoint(guest.Pid, "--files", "journal").Expect(0).Text("id");
            Assert.Equal(0, Cost(id, "missing"));
            Assert.InRange(Cost(id, "bytesRead"), Megabytes << 20, (Megabytes + 1) << 20);
            Assert.InRange(Cost(id, "bytesReadInPause"), 0, 1 << 20);
            ExpectAgreement(guest, id);
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

    private void ExpectAgreement(Keeper guest, string id)
    {
        KillProgram(guest.Pid);
        Bench.Restore(id, "--files", "as-saved").Expect(0);
        Thread.Sleep(300);
        Assert.True(ProcessTree.IsAlive(guest.Pid), "the restored program is gone");
        Assert.DoesNotContain("fail", guest.Output, StringComparison.Ordinal);
        KillProgram(guest.Pid);
    }

    private Keeper StartIn(string folder, int megabytes)
    {
        var guest = Bench.StartIn(folder, "books", CCompiler.Build("tool-books"), folder, $"{megabytes}");
        AwaitText(guest, "ready\n");
        return guest;
    }
}
