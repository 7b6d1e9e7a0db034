using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Faults;

/// <summary>Stores that are full, not writable, or damaged.</summary>
public sealed class StoreFaultTests : FaultTest
{
    [Fact]
    public void A_full_disk()
    {
        Needs.Root();
        var small = Bench.MakeFolder("small");
        var mount = Bench.Start("mount", "mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", small);
        Assert.SkipWhen(mount.WaitForExit(TimeSpan.FromSeconds(5)) != 0, $"can't mount a tmpfs here: {mount.Errors}");
        try
        {
            Bench.Store = Path.Combine(small, "store");
            var guest = Bench.StartGuest("memory-private");
            var before = ProcessPicture.Of(guest.Pid, withSiblings: true);
            Bench.Checkpoint(guest.Pid, "--kill").ExpectFailure(1, "space");
            ExpectUnharmed(guest, before);
            ExpectEmptyStore();
            var left = new DriveInfo(small).AvailableFreeSpace;
            Assert.True(left > 2 << 20, $"the failed checkpoint still takes room: {left} bytes are free");
        }
        finally
        {
            Bench.Start("umount", "umount", "-l", small).WaitForExit(TimeSpan.FromSeconds(5));
        }
    }

    [Theory]
    [InlineData("file/store")]
    [InlineData("/proc/store")]
    [InlineData("/dev/null")]
    public void A_store_that_can_not_be_written(string path)
    {
        File.WriteAllText(Path.Combine(Bench.Folder, "file"), "");
        Bench.Store = Path.Combine(Bench.Folder, path);
        var guest = Bench.StartGuest(SomeGuest);
        var before = ProcessPicture.Of(guest.Pid, withSiblings: true);
        Bench.Checkpoint(guest.Pid, "--kill").ExpectFailure(1, Bench.Store);
        ExpectUnharmed(guest, before);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.999)]
    public void A_damaged_image_is_never_restored(double where)
    {
        var guest = Bench.StartGuest("memory-private");
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        foreach (var file in ImageFiles())
            Flip(file, where);
        Assert.NotEqual(0, Bench.Perdure("verify", id, "--json").ExitCode);
        ExpectNoRestore(id, guest.Pid);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void A_truncated_image_is_never_restored(double keep)
    {
        var guest = Bench.StartGuest("memory-private");
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        foreach (var file in ImageFiles())
            using (var stream = File.OpenWrite(file))
                stream.SetLength((long)(stream.Length * keep));
        Assert.NotEqual(0, Bench.Perdure("verify", id, "--json").ExitCode);
        ExpectNoRestore(id, guest.Pid);
    }

    [Fact]
    public void An_image_whose_files_are_gone()
    {
        var guest = Bench.StartGuest("memory-private");
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        foreach (var file in ImageFiles())
            File.Delete(file);
        ExpectNoRestore(id, guest.Pid);
    }

    [Fact]
    public void An_unknown_checkpoint() => Bench.Restore("nosuchcheckpoint").ExpectFailure(1, "nosuchcheckpoint");

    private void ExpectNoRestore(string id, int pid)
    {
        var result = Bench.Restore(id);
        Assert.True(result.ExitCode is 1 or 3, $"exit code {result.ExitCode}\n{result}");
        result.ExpectFailure(result.ExitCode);
        Assert.True(ProcessTree.State(pid) is null, $"half a program was left behind\n{result}");
    }

    // Whatever the layout is: every file of the store but the catalog.
    private IEnumerable<string> ImageFiles() =>
        Directory.GetFiles(Bench.Store, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).Contains("catalog", StringComparison.Ordinal) && new FileInfo(file).Length > 0);

    private static void Flip(string file, double where)
    {
        using var stream = File.Open(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = (long)((stream.Length - 1) * where);
        var value = stream.ReadByte();
        stream.Position--;
        stream.WriteByte((byte)(value ^ 0x10));
    }
}
