using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Faults;

/// <summary>Restores that find something else than a regular file under the name of one: it is never followed, waited for or lost.</summary>
public sealed class TakenNameTests : FaultTest
{
    private const string Content = "0123456789abcdefghij";

    [Theory]
    [InlineData("refuse", false)]
    [InlineData("use-current", false)]
    [InlineData("keep-copy", true)]
    [InlineData("restore-copy", true)]
    public void A_symbolic_link_is_not_followed(string choice, bool works)
    {
        var (guest, file, id) = Prepare();
        var target = Path.Combine(guest.Folder, "target");
        File.WriteAllText(target, "precious");
        File.CreateSymbolicLink(file, target);
        ExpectReplaced(guest, file, id, choice, works, "a symbolic link");
        Assert.Equal("precious", File.ReadAllText(target));
        if (!works)
            Assert.Equal(target, new FileInfo(file).LinkTarget);
        foreach (var kept in Kept(guest))
            Assert.Equal(target, new FileInfo(kept).LinkTarget);
    }

    [Theory]
    [InlineData("refuse", false)]
    [InlineData("use-current", false)]
    [InlineData("keep-copy", true)]
    [InlineData("restore-copy", true)]
    public void A_fifo_is_not_waited_for(string choice, bool works)
    {
        var (guest, file, id) = Prepare();
        Run("mkfifo", file);
        ExpectReplaced(guest, file, id, choice, works, "a fifo");
    }

    [Theory]
    [InlineData("refuse")]
    [InlineData("use-current")]
    [InlineData("keep-copy")]
    [InlineData("restore-copy")]
    public void A_directory_is_refused_by_name(string choice)
    {
        var (guest, file, id) = Prepare();
        Directory.CreateDirectory(file);
        Bench.Restore(id, "--files", choice).ExpectFailure(1, file, "a directory has its name", "move the directory");
        Assert.True(Directory.Exists(file), "the directory is gone");
        ExpectNothingLeft(guest);
    }

    [Fact]
    public void A_missing_directory_is_named_and_made_it_works()
    {
        var (guest, file, id) = Prepare();
        Directory.Delete(guest.Folder, recursive: true);
        foreach (var choice in new[] { "refuse", "use-current", "keep-copy", "restore-copy" })
            Bench.Restore(id, "--files", choice).ExpectFailure(1, $"its directory {guest.Folder} is gone", "make the directory");
        Assert.False(Directory.Exists(guest.Folder), "a restore made the directory");
        Directory.CreateDirectory(guest.Folder);
        Bench.Restore(id, "--files", "restore-copy").Expect(0);
        Assert.Equal(Content, File.ReadAllText(file));
        guest.ExpectPass();
    }

    [Fact]
    public void A_hard_link_to_another_file_is_not_written_through()
    {
        var (guest, file, id) = Prepare();
        var target = Path.Combine(guest.Folder, "target");
        File.WriteAllText(target, "precious");
        Run("ln", target, file);
        Bench.Restore(id, "--files", "restore-copy").Expect(0);
        Assert.Equal("precious", File.ReadAllText(target));
        Assert.Equal(Content, File.ReadAllText(file));
        guest.ExpectPass();
    }

    [Fact]
    public void Other_names_of_the_file_stay_the_same_file()
    {
        var guest = Bench.StartGuest("ipc-offset");
        var file = Path.Combine(guest.Folder, "file");
        var twin = Path.Combine(guest.Folder, "twin");
        Run("ln", file, twin);
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        File.WriteAllText(file, "changed");
        Bench.Restore(id, "--files", "restore-copy").Expect(0);
        Assert.Equal(Content, File.ReadAllText(twin));
        guest.ExpectPass();
        Assert.Equal(File.ReadAllText(file), File.ReadAllText(twin));
    }

    [Fact]
    public void A_mounted_file_is_written_where_it_is()
    {
        Assert.SkipUnless(Needs.IsRoot, "mounting needs root");
        var (guest, file, id) = Prepare();
        var source = Path.Combine(guest.Folder, "source");
        File.WriteAllText(source, "changed");
        File.WriteAllText(file, "");
        var mount = Bench.Start("mount", "mount", "--bind", source, file);
        Assert.SkipUnless(mount.WaitForExit(TimeSpan.FromSeconds(5)) == 0, "no mounts here");
        try
        {
            Bench.Restore(id, "--files", "restore-copy").Expect(0);
            Assert.Equal(Content, File.ReadAllText(source));
            guest.ExpectPass();
        }
        finally
        {
            Run("umount", "--lazy", file);
        }
    }

    /// <summary>A killed guest whose file is gone.</summary>
    private (GuestProgram Guest, string File, string Id) Prepare()
    {
        var guest = Bench.StartGuest("ipc-offset");
        var file = Path.Combine(guest.Folder, "file");
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        File.Delete(file);
        return (guest, file, id);
    }

    private void ExpectReplaced(GuestProgram guest, string file, string id, string choice, bool works, string what)
    {
        var mode = works ? Bench.Restore(id, "--files", choice).Expect(0) : Bench.Restore(id, "--files", choice).ExpectFailure(1, file, what);
        Assert.Equal(works, ProcessTree.IsAlive(guest.Pid));
        Assert.True(Kept(guest).Length == (choice == "keep-copy" ? 1 : 0), $"kept: {string.Join(' ', Kept(guest))}\n{mode}");
        Assert.Empty(Directory.GetFileSystemEntries(guest.Folder, ".perdure-*"));
        if (!works)
            return;
        Assert.Null(new FileInfo(file).LinkTarget);
        Assert.Equal(Content, File.ReadAllText(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        guest.ExpectPass();
    }

    private static void ExpectNothingLeft(GuestProgram guest)
    {
        Assert.Empty(Kept(guest));
        Assert.Empty(Directory.GetFileSystemEntries(guest.Folder, ".perdure-*"));
        Assert.False(ProcessTree.IsAlive(guest.Pid));
    }

    private static string[] Kept(GuestProgram guest) => Directory.GetFileSystemEntries(guest.Folder, "file.perdure-kept-*");

    private void Run(string program, params string[] arguments)
    {
        var run = Bench.Start(program, [program, .. arguments]);
        Assert.True(run.WaitForExit(TimeSpan.FromSeconds(5)) == 0, $"{program}: {run.Errors}");
    }
}
