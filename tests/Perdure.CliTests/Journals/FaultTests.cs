using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Journals;

/// <summary>Files that can't be read, and disks that are full when they are to be put back.</summary>
public sealed class FaultTests : JournalTest
{
    private const string Script = """
        import os, sys, time
        files = [open(name, "r+b", buffering=0) for name in sys.argv[1:]]
        print("ready", flush=True)
        while True:
            time.sleep(1)
        """;

    [Fact]
    public void On_a_full_disk_nothing_is_put_back_and_nothing_stays()
    {
        Needs.Root();
        var small = Bench.MakeFolder("small");
        var mount = Bench.Start("mount", "mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", small);
        Assert.SkipWhen(mount.WaitForExit(TimeSpan.FromSeconds(5)) != 0, $"can't mount a tmpfs here: {mount.Errors}");
        try
        {
            string[] names = [Path.Combine(Bench.Folder, "first"), Path.Combine(small, "second")];
            foreach (var name in names)
                File.WriteAllBytes(name, Bytes(2_000_000, 1));
            var program = Start(names);
            var id = Bench.Checkpoint(program.Pid, "--files", "journal", "--kill").Expect(0).Text("id");
            foreach (var name in names)
                File.WriteAllBytes(name, Bytes(2_000_000, 2));
            Bench.Restore(id, "--files", "as-saved").ExpectFailure(1, "ENOSPC", "full");
            Assert.All(names, static name => Assert.Equal(Bytes(2_000_000, 2), File.ReadAllBytes(name)));
            Assert.All(names, static name => Assert.Empty(Leftovers(Path.GetDirectoryName(name)!)));
            Assert.All(names, static name => Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(name)!, "*.perdure-kept-*")));
            Assert.False(ProcessTree.IsAlive(program.Pid));
        }
        finally
        {
            Bench.Start("umount", "umount", "-l", small).WaitForExit(TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public void Cut_replaced_deleted_and_hard_linked_files_come_back()
    {
        var folder = Bench.MakeFolder("files");
        string[] names = [.. new[] { "cut", "replaced", "deleted", "linked", "grown" }.Select(name => Path.Combine(folder, name))];
        foreach (var name in names)
            File.WriteAllBytes(name, Bytes(700_000, name.Length));
        var link = Bench.Start("ln", "ln", names[3], Path.Combine(folder, "another"));
        Assert.Equal(0, link.WaitForExit(TimeSpan.FromSeconds(5)));
        var program = Start(names);
        var id = Bench.Checkpoint(program.Pid, "--files", "journal", "--kill").Expect(0).Text("id");

        using (var cut = File.OpenWrite(names[0]))
            cut.SetLength(300_001);
        var mode = File.GetUnixFileMode(names[3]);
        File.SetUnixFileMode(names[3], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllBytes(names[1] + ".new", Bytes(10, 9));
        File.Move(names[1] + ".new", names[1], overwrite: true);
        File.Delete(names[2]);
        using (var linked = File.OpenWrite(names[3]))
            linked.Write(Bytes(5000, 8));
        using (var grown = new FileStream(names[4], FileMode.Append))
            grown.Write(Bytes(5000, 8));
        Bench.Restore(id).ExpectFailure(1, "5 files have changed", "300001 bytes instead of 700000; the first 300001 bytes are the same", "it is gone", "another file has its name");
        Bench.Restore(id, "--files", "as-saved").Expect(0);
        Assert.All(names, static name => Assert.Equal(Bytes(700_000, name.Length), File.ReadAllBytes(name)));
        Assert.Equal(Bytes(700_000, names[3].Length), File.ReadAllBytes(Path.Combine(folder, "another")));
        Assert.Equal(mode, File.GetUnixFileMode(names[3]));
        Assert.Equal(4, Directory.GetFiles(folder, "*.perdure-kept-*").Length);
        Assert.Equal(300_001, new FileInfo(Assert.Single(Directory.GetFiles(folder, "cut.perdure-kept-*"))).Length);
        Assert.Empty(Leftovers(folder));

        // The same once more: nothing has changed, and what was kept is not taken for a renamed file.
        KillProgram(program.Pid);
        Bench.Restore(id).Expect(0);
    }

    [Fact]
    public void What_somebody_makes_under_a_name_meanwhile_is_kept()
    {
        var folder = Bench.MakeFolder("files");
        var name = Path.Combine(folder, "gone");
        File.WriteAllBytes(name, Bytes(20_000, 1));
        var program = Start([name]);
        var id = Bench.Checkpoint(program.Pid, "--files", "journal", "--kill").Expect(0).Text("id");
        File.Delete(name);
        Bench.Environment["PERDURE_FAIL_AT"] = "saved-files-prepared:stop";
        var restore = Bench.StartPerdure("restore", id, "--files", "as-saved", "--json");
        Bench.Environment.Remove("PERDURE_FAIL_AT");
        Patience.Until(() => ProcessTree.State(restore.Pid) == 'T', Limit, $"perdure to stop between the look at the name and the taking of it\n{restore.Errors}");
        File.WriteAllText(name, "somebody's");
        Signal(restore.Pid, "CONT");
        Assert.True(restore.WaitForExit(Limit) == 0, restore.Errors);
        Assert.Equal(Bytes(20_000, 1), File.ReadAllBytes(name));
        Assert.Equal("somebody's", File.ReadAllText(Assert.Single(Directory.GetFiles(folder, "gone.perdure-kept-*"))));
        Assert.Empty(Leftovers(folder));
    }

    [Fact]
    public void A_second_copy_of_one_second_has_a_name_of_its_own()
    {
        var folder = Bench.MakeFolder("files");
        var name = Path.Combine(folder, "book");
        File.WriteAllBytes(name, Bytes(20_000, 1));
        var program = Start([name]);
        var id = Bench.Checkpoint(program.Pid, "--files", "journal", "--kill").Expect(0).Text("id");
        File.WriteAllBytes(name, Bytes(20_000, 2));
        for (var second = 0; second < 20; second++)
            File.WriteAllText($"{name}.perdure-kept-{DateTime.UtcNow.AddSeconds(second):yyyyMMdd-HHmmss}", "an earlier one");
        Bench.Restore(id, "--files", "as-saved").Expect(0);
        Assert.Equal(Bytes(20_000, 1), File.ReadAllBytes(name));
        Assert.Equal(Bytes(20_000, 2), File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder, "book.perdure-kept-*-2"))));
    }

    [Fact]
    public void A_file_that_is_mounted_as_such_comes_back()
    {
        Needs.Root();
        var folder = Bench.MakeFolder("files");
        string[] names = [Path.Combine(folder, "mounted"), Path.Combine(Bench.MakeFolder("elsewhere"), "book")];
        File.WriteAllText(names[0], "");
        File.WriteAllBytes(names[1], Bytes(20_000, 1));
        var mount = Bench.Start("mount", "mount", "--bind", names[1], names[0]);
        Assert.SkipWhen(mount.WaitForExit(TimeSpan.FromSeconds(5)) != 0, $"can't mount a file here: {mount.Errors}");
        try
        {
            var program = Start([names[0]]);
            var id = Bench.Checkpoint(program.Pid, "--files", "journal", "--kill").Expect(0).Text("id");
            File.WriteAllBytes(names[0], Bytes(10_000, 2));
            Bench.Restore(id, "--files", "as-saved").Expect(0);
            Assert.Equal(Bytes(20_000, 1), File.ReadAllBytes(names[1]));
            Assert.Equal(Bytes(10_000, 2), File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder, "mounted.perdure-kept-*"))));
            Assert.Empty(Leftovers(folder));
            KillProgram(program.Pid);
        }
        finally
        {
            Bench.Start("umount", "umount", "-l", names[0]).WaitForExit(TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public void A_lease_is_not_broken()
    {
        var guest = Bench.StartGuest("ipc-lease");
        var taken = Bench.Checkpoint(guest.Pid, "--files", "journal").Expect(0);
        Assert.Contains("lease", taken.Json.GetProperty("notes").ToString(), StringComparison.Ordinal);
        guest.ExpectPass();
    }

    private Keeper Start(string[] names)
    {
        var program = Bench.Start("holder", [Needs.Program("python3"), WriteFile("holder.py", Script), .. names]);
        AwaitText(program, "ready\n");
        LetFilesRest();
        return program;
    }

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
