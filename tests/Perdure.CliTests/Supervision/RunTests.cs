using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Supervision;

/// <summary>`perdure run` is to shells as if the program ran alone.</summary>
public sealed class RunTests : SupervisionTest
{
    private const string Counter = """
        import signal, sys, time
        signal.signal(signal.SIGTERM, lambda number, frame: (print("terminated", flush=True), sys.exit(5)))
        count = 0
        while True:
            count += 1
            print(count, flush=True)
            time.sleep(0.02)
        """;

    private const string User = """
        say(f"{perdure} run --every 150ms -- python3 {echo}\n")
        expect("ready")
        say("one\n"); expect("got one in front")
        time.sleep(0.3)
        say("\x03"); expect("interrupted")
        say("\x1a"); expect("Stopped")
        say("jobs; echo jo''bs\n"); expect("run"); expect("jobs")
        say("fg\n"); expect("run")
        say("two\n"); expect("got two in front")
        say("quit\n")
        say("echo co''de $?\n"); expect("code 7")
        say(f"{perdure} run -- sleep 0.2 &\n")
        time.sleep(0.8)
        say("echo still he''re\n"); expect("still here")
        """;

    [Fact]
    public void At_a_terminal_it_is_a_job_of_the_shell()
    {
        TerminalUser.Play(Bench, User);
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -SEGV $$", 139)]
    public void It_ends_as_the_program_ends(string script, int code) => Bench.Perdure("run", "--", "sh", "-c", script).Expect(code);

    [Fact]
    public void A_program_that_cannot_be_supervised_runs_all_the_same()
    {
        Bench.Environment["PERDURE_RUN"] = "/dev/null/nowhere";
        var result = Bench.Perdure("run", "--", "sh", "-c", "sleep 0.3; echo done; exit 3").Expect(3);
        Assert.Equal("done\n", result.Output);
        Assert.Contains("the program runs without a supervisor: cannot make the folder of supervisors /dev/null/nowhere", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_program_is_said_as_shells_say_it()
    {
        Bench.Perdure("run", "--", "/nonesuch").ExpectFailure(127, "there is no program /nonesuch");
        Bench.Perdure("run", "--", "/etc/passwd").ExpectFailure(126, "cannot start /etc/passwd");
    }

    [Fact]
    public void Output_input_and_signals_pass_through_and_checkpoints_are_taken()
    {
        var script = Path.Combine(Bench.Folder, "counter.py");
        File.WriteAllText(script, Counter);
        var run = Bench.StartPerdure("run", "--every", "200ms", "--name", "counter", "--", "python3", script);
        Patience.Until(() => Supervised().Count == 1, Limit, "the supervised program");
        var pid = Supervised()[0].GetProperty("pid").GetInt32();
        AwaitCheckpoints(pid, 3);
        Assert.Equal(0, Status(pid).GetProperty("failures").GetInt32());
        Assert.Equal(run.Pid, ProcessTree.Parent(pid));
        Signal(run.Pid, "TERM");
        Assert.Equal(5, run.WaitForExit(Limit));
        Assert.EndsWith("terminated", run.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal("", run.Errors);
        var numbers = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).SkipLast(1).Select(int.Parse).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
    }

    [Fact]
    public void In_the_background_it_is_supervised_when_the_command_returns()
    {
        var program = Bench.Perdure("run", "--detach", "--every", "100ms", "--name", "sleeper", "--json", "--", "sleep", "60").Expect(0).Json.GetProperty("programs")[0];
        var pid = program.GetProperty("pid").GetInt32();
        AwaitCheckpoints(pid, 2);
        Kill(pid);
        Patience.Until(() => Supervised().Count == 0, Limit, "the end of the supervision");
    }

    [Fact]
    public void Before_its_exit_a_last_checkpoint_is_taken()
    {
        var script = Path.Combine(Bench.Folder, "counter.py");
        File.WriteAllText(script, Counter);
        var run = Bench.StartPerdure("run", "--before-exit", "--name", "counter", "--", "python3", script);
        Patience.Until(() => Supervised().Count == 1, Limit, "the supervised program");
        Patience.Until(() => run.Output.Length > 0, Limit, "the program's first word");
        Assert.Empty(Checkpoints());
        Signal(run.Pid, "TERM");
        Assert.Equal(5, run.WaitForExit(Limit));
        Bench.Perdure("verify", Assert.Single(Checkpoints()), "--json").Expect(0);
    }

    [Fact]
    public void The_program_has_the_environment_that_perdure_was_called_with_and_no_key()
    {
        var key = Path.Combine(Bench.Folder, "key");
        File.WriteAllBytes(key, new byte[64]);
        var show = WriteFile("show.py", "import os; print(sorted(os.environ))");
        var alone = Bench.Perdure("run", "--", "python3", show).Expect(0).Output;
        Assert.Contains("PERDURE_STORE", alone, StringComparison.Ordinal);
        Bench.Store = Path.Combine(Bench.Folder, "sealed");
        Assert.Equal(alone, Bench.Perdure("run", "--key-file", key, "--", "python3", show).Expect(0).Output);
    }

    [Fact]
    public void What_there_is_to_know_of_checkpoints_is_told_once_by_the_journal_and_shown_by_whoever_is_asked()
    {
        var data = Path.Combine(Bench.Folder, "large");
        File.WriteAllBytes(data, new byte[2 << 20]);
        var script = WriteFile("holder.py", "import sys, time\nheld = open(sys.argv[1], 'r+b')\ntime.sleep(60)\n");
        Bench.StartPerdure("run", "--every", "200ms", "--files", "journal", "--files-limit", "1M", "--name", "noted", "--", "python3", script, data);
        Patience.Until(() => Supervised().Count == 1, Limit, "the supervised program");
        var pid = Supervised()[0].GetProperty("pid").GetInt32();
        Patience.Until(() => Status(pid).GetProperty("notes").ToString().Contains(data, StringComparison.Ordinal), Limit, "the note");
        AwaitCheckpoints(pid, Status(pid).GetProperty("checkpoints").GetInt32() + 3);
        Assert.Contains(Bench.Perdure("checkpoint", "noted", "--json").Expect(0).Json.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains(data, StringComparison.Ordinal));
        Assert.Contains(Bench.Perdure("status", "noted").Expect(0).Output.Split('\n'), line => line.StartsWith("note: ", StringComparison.Ordinal) && line.Contains(data, StringComparison.Ordinal));
        Assert.Single(Kinds("noted"), kind => kind == "note");
        Kill(pid);
    }

    [Fact]
    public void Who_asks_for_a_checkpoint_needs_no_key_of_the_supervisors_store()
    {
        var key = Path.Combine(Bench.Folder, "key");
        File.WriteAllBytes(key, new byte[64]);
        var pid = Bench.Perdure("run", "--key-file", key, "--name", "sealed", "--detach", "--json", "--", "sleep", "60").Expect(0).Json.GetProperty("programs")[0].GetProperty("pid").GetInt32();
        var taken = Bench.Perdure("checkpoint", "sealed", "--json").Expect(0);
        Assert.Equal((1, 1, "sealed", pid), (taken.Number("processes"), taken.Number("threads"), taken.Text("name"), taken.Number("pid")));
        Assert.Equal(taken.Text("id"), Assert.Single(Checkpoints()));
        Kill(pid);
    }

    [Fact]
    public void The_program_outlives_a_killed_supervisor()
    {
        var script = Path.Combine(Bench.Folder, "counter.py");
        File.WriteAllText(script, Counter);
        var run = Bench.StartPerdure("run", "--every", "100ms", "--", "python3", script);
        Patience.Until(() => Supervised().Count == 1, Limit, "the supervised program");
        var pid = Supervised()[0].GetProperty("pid").GetInt32();
        AwaitCheckpoints(pid, 2);
        Kill(run.Pid);
        run.WaitForExit(Limit);
        Thread.Sleep(200);
        Assert.True(ProcessTree.State(pid) is 'S' or 'R');
        Bench.Perdure("attach", $"{pid}", "--every", "100ms", "--detach", "--json").Expect(0);
        AwaitCheckpoints(pid, 2);
        Kill(pid);
        Patience.Until(() => Supervised().Count == 0, Limit, "the end of the supervision");
    }
}
