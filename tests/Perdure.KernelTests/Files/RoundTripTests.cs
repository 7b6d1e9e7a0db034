using System.Text.RegularExpressions;
using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Whole;
using Perdure.Kernel;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Files;

/// <summary>What is captured from a guest, restored into another process and captured there, is the same.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perdure-files-").FullName;

    [Theory]
    [InlineData("regular")]
    [InlineData("pipes")]
    [InlineData("events")]
    [InlineData("epoll")]
    [InlineData("inotify")]
    [InlineData("memory")]
    [InlineData("pty")]
    [InlineData("unix")]
    [InlineData("inet")]
    [InlineData("locks")]
    [InlineData("shared")]
    public void ComesBackTheSame(string mode)
    {
        var chunks = new ChunkList();
        using var guest = RunningGuest.Start("files-setup", mode, _folder);
        var check = FileCapture.Check(guest.Tree, new FileCaptureOptions());
        Assert.Empty(check.Refusals);
        var saved = Capture(guest.Tree, chunks);
        Assert.Empty(saved.Refusals);
        AssertSame(new TableText(saved, chunks).Lines(), new TableText(Capture(guest.Tree, chunks), chunks).Lines());
        guest.Kill();

        var hosts = saved.Tables.ToDictionary(static table => table.Processes[0], _ => FileHost.Start(_folder));
        try
        {
            using (var restorer = new FileRestorer(saved, chunks, new FileRestoreOptions { PidOf = pid => hosts[pid.Value].Pid }))
            {
                restorer.CreateTerminals();
                restorer.Create();
                restorer.FinishMemoryFiles();
                foreach (var (process, host) in hosts)
                    host.Take(restorer.DescriptorsOf(new Pid(process)), restorer.ActionsOf(new Pid(process)));
                restorer.Revive();
            }
            var again = Capture([.. hosts.Values.Select(static host => host.Pid)], chunks);
            AssertSame(new TableText(saved, chunks).Lines(), new TableText(again, chunks).Lines());
        }
        finally
        {
            foreach (var host in hosts.Values)
                host.Dispose();
        }
    }

    private static void AssertSame(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        // A lock of a whole file is the description's; which process it was that took it is told anew.
        (before, after) = ([.. before.Select(WithoutTaker)], [.. after.Select(WithoutTaker)]);
        var wrong = before.Except(after).Select(static line => "before: " + line).Concat(after.Except(before).Select(static line => "after:  " + line));
        Assert.True(before.SequenceEqual(after), string.Join('\n', wrong));
    }

    private static string WithoutTaker(string line) => Regex.Replace(line, "Kind = Whole(.*?)Process = \\d+", "Kind = Whole$1Process = n");

    private static FileTable Capture(IReadOnlyList<Pid> processes, ChunkList chunks)
    {
        using var captured = FileCapture.Capture(processes, new FileCaptureOptions());
        var table = captured.Complete(chunks);
        return FileTableJson.Decode(FileTableJson.Encode(table));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
