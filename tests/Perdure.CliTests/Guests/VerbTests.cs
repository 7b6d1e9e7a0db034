using System.Globalization;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Guests;

/// <summary>The verbs around a checkpoint: what they say about a guest whose state is known.</summary>
public sealed class VerbTests : CliTest
{
    [Fact]
    public void List_show_verify_and_delete_follow_a_checkpoint()
    {
        var guest = Bench.StartGuest("thread-many");
        var taken = Bench.Checkpoint(guest.Pid, "--name", "first").Expect(0);
        var id = taken.Text("id");
        Assert.Equal(1, taken.Number("processes"));
        Assert.Equal(17, taken.Number("threads"));
        var listed = Bench.Perdure("list", "--json").Expect(0).Json.GetProperty("checkpoints");
        Assert.Equal(id, listed[0].GetProperty("id").GetString());
        Assert.Equal("first", listed[0].GetProperty("name").GetString());
        Assert.Contains($"{guest.Pid}", Bench.Perdure("show", "first").Expect(0).Output, StringComparison.Ordinal);
        Assert.True(Bench.Perdure("verify", id, "--json").Expect(0).Json.GetProperty("ok").GetBoolean());
        Bench.Perdure("delete", id, "--json").Expect(0);
        Assert.Equal(0, Bench.Perdure("list", "--json").Expect(0).Json.GetProperty("checkpoints").GetArrayLength());
        Bench.Perdure("show", id).ExpectFailure(1, id);
        guest.ExpectPass();
    }

    [Fact]
    public void An_exported_core_opens_in_gdb_with_all_threads_and_their_registers()
    {
        var guest = Bench.StartGuest("thread-registers");
        var id = Bench.Checkpoint(guest.Pid, "--leave-running").Expect(0).Text("id");
        var core = Path.Combine(Bench.Folder, "core");
        Bench.Perdure("export", id, "--core", core).Expect(0);
        var program = new FileInfo($"/proc/{guest.Pid}/exe").LinkTarget!;
        var gdb = Bench.Start("gdb", Needs.Program("gdb"), "-batch", "-nx", "-ex", "info threads", "-ex", "thread apply all bt 3", "-ex", "info registers ymm0", "-ex", "p avx512", program, core);
        Assert.True(gdb.WaitForExit(TimeSpan.FromSeconds(60)) == 0, gdb.Errors);
        Assert.Equal(17, gdb.Output.Split('\n').Count(line => line.TrimStart('*', ' ').Split(' ')[0] is var first && int.TryParse(first, out _) && line.Contains("LWP", StringComparison.Ordinal)));
        Assert.Contains("spin_avx", gdb.Output, StringComparison.Ordinal);
        Assert.Contains("v8_int32", gdb.Output, StringComparison.Ordinal);
        guest.ExpectPass();
    }

    [Fact]
    public void Deleted_files_and_memory_can_be_exported()
    {
        var guest = Bench.StartGuest("memory-deleted-file");
        var id = Bench.Checkpoint(guest.Pid, "--leave-running").Expect(0).Text("id");
        var folder = Path.Combine(Bench.Folder, "files");
        Bench.Perdure("export", id, "--files", folder).Expect(0);
        Assert.Contains(Directory.GetFiles(folder, "*", SearchOption.AllDirectories), file => new FileInfo(file).Length == 64 * 4096);
        var heap = MemoryPicture.Lines(guest.Pid).Single(line => line.Value.Contains("[stack]", StringComparison.Ordinal)).Key;
        var bytes = Path.Combine(Bench.Folder, "stack");
        Bench.Perdure("export", id, "--memory", heap, "--output", bytes).Expect(0);
        var ends = heap.Split('-').Select(end => long.Parse(end, NumberStyles.HexNumber)).ToArray();
        Assert.Equal(ends[1] - ends[0], new FileInfo(bytes).Length);
        guest.ExpectPass();
    }

    [Fact]
    public void Doctor_answers()
    {
        var features = Bench.Perdure("doctor", "--json").Json.GetProperty("features");
        Assert.NotEqual(0, features.GetArrayLength());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("checkpoint")]
    [InlineData("checkpoint 1 --kill --stop")]
    [InlineData("restore")]
    [InlineData("restore x --pid other")]
    public void A_wrong_command_line_exits_with_2(string line) =>
        Assert.Equal(2, Bench.Perdure(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ExitCode);

    [Fact]
    public void The_warm_list_answers_in_under_200_milliseconds()
    {
        var times = Enumerable.Range(0, 11).Select(_ => Bench.Perdure("list").Expect(0).Elapsed.TotalMilliseconds).Skip(1).Order().ToList();
        Assert.True(times[5] < 200, $"median {times[5]} ms of {string.Join(", ", times.Select(time => $"{time:0}"))}");
    }
}
