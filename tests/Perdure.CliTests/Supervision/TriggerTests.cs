using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Supervision;

/// <summary>What has a checkpoint taken beside the clock: quiet after work, and signals.</summary>
public sealed class TriggerTests : SupervisionTest
{
    private const string Witness = """
        import signal, sys, time
        for name in ("USR1", "USR2", "HUP"):
            signal.signal(getattr(signal, "SIG" + name), lambda number, frame: print("got", number, flush=True))
        print("ready", flush=True)
        while True: time.sleep(0.05)
        """;

    [Fact]
    public void Quiet_after_work_has_one_checkpoint_taken_and_not_a_second()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        redis.Fill(2000, 900);
        Bench.Perdure("attach", $"{redis.Pid}", "--on-idle", "400ms", "--name", "quiet", "--detach", "--json").Expect(0);
        AwaitCheckpoints(redis.Pid, 1);
        Thread.Sleep(2500);
        Assert.Equal(1, Status(redis.Pid).GetProperty("checkpoints").GetInt32());

        redis.Fill(4000, 900);
        AwaitCheckpoints(redis.Pid, 2);
        Thread.Sleep(1500);
        Assert.Equal(2, Status(redis.Pid).GetProperty("checkpoints").GetInt32());
        Assert.Equal(2, Events("quiet").Count(line => line.Contains("(the program is quiet)", StringComparison.Ordinal)));

        // The quiet comes after the work: it is in the checkpoint.
        Bench.Perdure("stop", "quiet").Expect(0);
        Kill(redis.Pid);
        AwaitBurial(redis.Pid);
        Bench.Restore(Checkpoints()[0]).Expect(0);
        redis.ExpectFilled(4000, 900);
    }

    [Fact]
    public void Lines_typed_into_an_editor_are_in_a_checkpoint_soon_and_a_program_that_sleeps_gets_no_second()
    {
        var fifo = Path.Combine(Bench.Folder, "keys");
        Assert.Equal(0, Bench.Start("mkfifo", "mkfifo", fifo).WaitForExit(Limit));
        var script = WriteFile("editor.py", """
            import sys
            lines = []
            with open(sys.argv[1], "r+b", buffering=0) as keys:
                while True: lines.append("typed " + keys.readline().decode().strip())
            """);
        Bench.Perdure("run", "--detach", "--on-idle", "300ms", "--name", "editor", "--json", "--", "python3", script, fifo).Expect(0);
        Bench.Perdure("run", "--detach", "--on-idle", "300ms", "--name", "sleeper", "--json", "--", "sleep", "600").Expect(0);
        var editor = Supervised().Single(one => one.GetProperty("name").GetString() == "editor").GetProperty("pid").GetInt32();
        var sleeper = Supervised().Single(one => one.GetProperty("name").GetString() == "sleeper").GetProperty("pid").GetInt32();
        AwaitCheckpoints(editor, 1);
        AwaitCheckpoints(sleeper, 1);
        for (var line = 0; line < 40 && Status(editor).GetProperty("checkpoints").GetInt32() == 1; line++)
        {
            File.AppendAllText(fifo, $"line{line}\n");
            Thread.Sleep(1000);
        }

        Assert.Contains(Events("editor"), line => line.Contains("(the program is quiet, and did a little)", StringComparison.Ordinal));
        Bench.Perdure("grep", "editor", "typed line5").Expect(0);
        Assert.Equal(1, Status(sleeper).GetProperty("checkpoints").GetInt32());
        Kill(editor);
        Kill(sleeper);
    }

    [Fact]
    public void Work_anywhere_in_the_tree_is_no_quiet_and_the_clock_goes_on_beside_it()
    {
        const string script = "(while :; do :; done) & busy=$!; sleep 2.5; kill $busy; wait; sleep 60";
        Bench.Perdure("run", "--detach", "--on-idle", "300ms", "--name", "tree", "--json", "--", "bash", "-c", script).Expect(0);
        var pid = Supervised()[0].GetProperty("pid").GetInt32();
        Thread.Sleep(1500);
        Assert.Equal(0, Status(pid).GetProperty("checkpoints").GetInt32());
        AwaitCheckpoints(pid, 1);
        Thread.Sleep(1000);
        Assert.Equal(1, Status(pid).GetProperty("checkpoints").GetInt32());
        Bench.Perdure("stop", "tree").Expect(0);
        Bench.Perdure("attach", $"{pid}", "--on-idle", "300ms", "--every", "2s", "--detach", "--json").Expect(0);
        AwaitCheckpoints(pid, 3);
        var events = Events("tree").SkipWhile(line => line != "released").ToList();
        Assert.Equal(1, events.Count(line => line.Contains("(the program is quiet)", StringComparison.Ordinal)));
        Assert.True(events.Count(line => line.Contains("(by the clock)", StringComparison.Ordinal)) >= 2, string.Join('\n', events));
        Kill(pid);
    }

    [Fact]
    public void Signals_that_ask_for_a_checkpoint_are_not_passed_on_and_others_are()
    {
        var run = Bench.StartPerdure("run", "--on-signal", "USR1", "--on-signal", "sighup", "--name", "witness", "--", "python3", WriteFile("witness.py", Witness));
        AwaitText(run, "ready");
        var pid = Supervised()[0].GetProperty("pid").GetInt32();
        Signal(run.Pid, "USR1");
        AwaitCheckpoints(pid, 1);
        Signal(run.Pid, "HUP");
        AwaitCheckpoints(pid, 2);
        Signal(run.Pid, "USR2");
        AwaitText(run, "got 12");
        Assert.Equal("ready\ngot 12\n", run.Output);
        Assert.Equal(2, Events("witness").Count(line => line.Contains("(on a signal)", StringComparison.Ordinal)));
        Signal(run.Pid, "TERM");
        Assert.Equal(143, run.WaitForExit(Limit));
    }

    [Fact]
    public void A_supervisor_that_is_attached_takes_them_as_well()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        var attached = Bench.StartPerdure("attach", $"{redis.Pid}", "--on-signal", "HUP", "--on-signal", "PWR", "--name", "kv");
        Patience.Until(() => Supervised().Count == 1, Limit, "the supervised program");
        foreach (var (signal, count) in new[] { ("HUP", 1), ("PWR", 2) })
        {
            Signal(attached.Pid, signal);
            AwaitCheckpoints(redis.Pid, count);
        }

        Signal(attached.Pid, "TERM");
        Assert.Equal(0, attached.WaitForExit(Limit));
        Assert.Equal("+PONG", redis.Connect().Ask("PING"));
    }

    [Theory]
    [InlineData("KILL", "nobody can receive")]
    [InlineData("SIGTERM", "--before-exit")]
    [InlineData("chld", "perdure needs that one")]
    [InlineData("SEGV", "whose meaning is free")]
    [InlineData("9", "USR1, USR2, HUP, PWR")]
    public void Signals_that_make_no_sense_are_refused(string name, string why) =>
        Bench.Perdure("run", "--on-signal", name, "--", "true").ExpectFailure(2, $"not '{name}'", why);

    private List<string> Events(string name) =>
        [.. Bench.Perdure("events", name, "--json").Expect(0).Json.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("kind").GetString() is "released" ? "released" : one.GetProperty("text").GetString()!)];
}
