using Perdure.CliTests.Output;

namespace Perdure.CliTests.Exports;

/// <summary>Where an export writes to: a regular file is replaced when the new one is whole, links are not followed, devices stay.</summary>
public sealed class OutputFileTests : ShellTest
{
    [Theory]
    [InlineData("--core")]
    [InlineData("--memory '[stack]' --output")]
    public void Only_a_whole_export_replaces_a_file(string what)
    {
        var guest = Bench.StartGuest("thread-many");
        Bench.Checkpoint(guest.Pid, "--name", "it").Expect(0);
        var folder = Bench.MakeFolder("target");
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "old");
        // SIGXFSZ is ignored so that the write fails as on a full disk; where perdure is no native binary, the runtime's own file of code must not count.
        Shell($"trap '' XFSZ; ulimit -f 100; DOTNET_EnableWriteXorExecute=0 $P export it {what} {file}").ExpectFailure(1, file);
        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFileSystemEntries(folder));
        Shell($"$P export it {what} {file}").Expect(0);
        Assert.True(new FileInfo(file).Length > 4096);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal([file], Directory.GetFileSystemEntries(folder));
        guest.ExpectPass();
    }

    [Theory]
    [InlineData("--core")]
    [InlineData("--memory '[stack]' --output")]
    public void Links_are_not_followed_and_devices_and_fifos_stay(string what)
    {
        var guest = Bench.StartGuest("thread-many");
        Bench.Checkpoint(guest.Pid, "--name", "it").Expect(0);
        var file = Path.Combine(Bench.Folder, "file");
        File.WriteAllText(file, "old");
        Shell($"ln -s {file} {file}.link; ln -s nowhere {file}.dangling; mkfifo {file}.fifo").Expect(0);
        Shell($"$P export it {what} {file}.link").ExpectFailure(1, "symbolic link");
        Shell($"$P export it {what} {file}.dangling").ExpectFailure(1, "symbolic link");
        Assert.Equal("old", File.ReadAllText(file));
        Shell($"$P export it {what} /dev/null && test -c /dev/null").Expect(0);
        var through = Shell($"$P export it {what} {file}.fifo >&2 & wc -c <{file}.fifo && wait $!").Expect(0);
        Assert.True(int.Parse(through.Output.AsSpan().Trim()) > 4096, $"{through}");
        Shell($"$P export it {what} /dev/full; code=$?; test -c /dev/full && exit $code").ExpectFailure(1, "/dev/full");
        guest.ExpectPass();
    }
}
