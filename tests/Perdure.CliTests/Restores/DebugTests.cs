using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Restores;

/// <summary>A program that is restored for a debugger stands still before its first instruction, and gdb takes it from there.</summary>
public sealed class DebugTests : CliTest
{
    private const int Threads = 17;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("same")]
    [InlineData("new")]
    public void Gdb_finds_every_thread_before_its_first_instruction(string pids)
    {
        Assert.SkipUnless(Needs.IsRoot, "root is needed to choose pids");
        var guest = Bench.StartGuest("thread-registers");
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        var restored = Bench.Restore(id, "--debug", "--pid", pids).Expect(0);
        guest.Pid = restored.Number("pid");
        var tasks = Procfs.Names($"/proc/{guest.Pid}/task");
        Assert.Equal(Threads, tasks.Count);
        foreach (var tid in tasks)
        {
            const int userTime = 11;
            var fields = ProcessTree.StatFields($"/proc/{guest.Pid}/task/{tid}");
            Assert.True(fields[0] == "T" && fields[userTime] == "0", $"thread {tid} is {fields[0]}, and ran for {fields[userTime]} ticks");
        }
        var gdb = Bench.Start("gdb", [Needs.Program("gdb"), "-nx", "-batch", "-p", $"{guest.Pid}", .. Commands(restored), "-ex", "info threads", "-ex", "detach"]);
        Assert.True(gdb.WaitForExit(Limit) == 0, gdb.Errors);
        Assert.Equal(Threads, gdb.Output.Split('\n').Count(line => line.TrimStart('*', ' ').Split(' ')[0] is var first && int.TryParse(first, out _) && line.Contains("LWP", StringComparison.Ordinal)));
        guest.ExpectPass();
    }

    /// <summary>What the note says to tell gdb, word for word.</summary>
    private static IEnumerable<string> Commands(CommandResult restored)
    {
        var note = restored.Json.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!).Single(note => note.Contains("gdb -p", StringComparison.Ordinal));
        var words = note.Split('\'');
        return [.. words.Index().Where(word => word.Index % 2 == 1 && word.Item != "continue").SelectMany(word => new[] { "-ex", word.Item })];
    }
}
