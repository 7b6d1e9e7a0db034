using System.Diagnostics;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Recoveries;

/// <summary>Whatever becomes of perdure, and whatever it does besides: the program is not harmed.</summary>
public sealed class HarmTests : RecoveryTest
{
    private static readonly int s_trials = int.TryParse(Environment.GetEnvironmentVariable("PERDURE_KILL_TRIALS"), out var given) ? given : 15;
    private static readonly int s_seed = int.TryParse(Environment.GetEnvironmentVariable("PERDURE_KILL_SEED"), out var given) ? given : Environment.TickCount;

    /// <summary>The program goes on, or dies of its own signal as it would alone: it never hangs, and nothing of it stays stopped.</summary>
    [Theory]
    [InlineData("loop")]
    [InlineData("threads")]
    public void Perdure_killed_at_random_moments_while_crashes_come(string style)
    {
        var random = new Random(s_seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {s_seed}");
        var survived = 0;
        for (var trial = 0; trial < s_trials; trial++)
        {
            var server = BuggyServer.Start(Bench, style);
            Guard(server.Pid, $"trial{trial}");
            var supervisor = Status(server.Pid).GetProperty("supervisor").GetInt32();
            using (var crashes = new Crashes(server, "null-read"))
            {
                Thread.Sleep(random.Next(5, 80));
                Process.GetProcessById(supervisor).Kill();
                // One crash at least comes when nobody guards it any more.
                Patience.TryUntil(() => server.Keeper.ExitCode() is not null, TimeSpan.FromSeconds(2));
            }

            if (server.Keeper.ExitCode() is { } code)
            {
                Assert.Equal(139, code);
                continue;
            }

            Assert.False(HasStoppedThread(server.Pid), $"trial {trial}: a thread is stopped for good");
            using var client = new LineClient(server.Port, patience: TimeSpan.FromSeconds(3));
            Assert.Equal("PONG", BuggyServer.Ask(client, "PING"));
            survived++;
            server.Keeper.Dispose();
        }

        Assert.InRange(survived, 0, s_trials);
    }

    [Fact]
    public void Fifty_times_attached_and_let_go_under_load()
    {
        var server = BuggyServer.Start(Bench, "threads");
        using var load = new Load(4, number => Requests(server, number));
        for (var round = 0; round < 50; round++)
        {
            Guard(server.Pid, "often");
            if (round % 5 == 0)
                server.RunInto("null-read");
            Bench.Perdure("stop", $"{server.Pid}", "--json").Expect(0);
        }

        load.ExpectNoFailure();
        Patience.Until(() => TracerOf(server.Pid) == 0, Limit, "the end of the last guard");
        Assert.False(HasStoppedThread(server.Pid));
        Assert.Equal(10, Told("often", "crash-suppressed").Count);
    }

    [Fact]
    public void Checkpoints_by_the_clock_and_crashes_do_not_hinder_each_other()
    {
        var server = BuggyServer.Start(Bench, "loop");
        Guard(server.Pid, "both", "--every", "200ms");
        using (var load = new Load(2, number => Requests(server, number)))
        {
            for (var crash = 0; crash < 25; crash++)
            {
                server.RunInto("null-read");
                Thread.Sleep(60);
            }

            AwaitCheckpoints(server.Pid, 5);
            load.ExpectNoFailure();
        }

        var kinds = Kinds("both");
        Assert.Equal(25, kinds.Count(kind => kind == "crash-suppressed"));
        Assert.DoesNotContain("crash", kinds);

        // One that meets a crash gives way to it: the next comes by the clock.
        var failures = Bench.Perdure("events", "both", "--json").Expect(0).Json.GetProperty("events").EnumerateArray().Where(one => one.GetProperty("kind").GetString() == "checkpoint-failed");
        Assert.All(failures, one => Assert.Contains("has just crashed", one.GetProperty("text").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_guarded_program_is_checkpointed_killed_restored_and_guarded_again()
    {
        var server = BuggyServer.Start(Bench, "threads");
        Guard(server.Pid, "guarded");
        using (var client = server.Connect())
            Assert.Equal("OK", BuggyServer.Ask(client, "PUT kept yes"));
        server.RunInto("null-read");
        var id = Bench.Checkpoint(server.Pid).Expect(0).Text("id");
        Bench.Perdure("attach", $"{server.Pid}", "--recover").ExpectFailure(1, $"process {server.Pid} has a supervisor already", $"perdure stop {server.Pid}");
        Kill(server.Pid);
        AwaitBurial(server.Pid);
        Patience.Until(() => Supervised().Count == 0, Limit, "the end of the supervisor");
        Bench.Restore(id).Expect(0);
        Guard(server.Pid, "restored");
        server.RunInto("null-read");
        using (var client = server.Connect())
            Assert.Equal("yes", BuggyServer.Ask(client, "GET kept"));
        Assert.Single(Told("restored", "crash-suppressed"));
    }

    /// <summary>Stopped is stopped, and what continues it continues it: of its own doing, and by a terminal.</summary>
    [Fact]
    public void Stop_and_continue_reach_a_guarded_program()
    {
        var server = BuggyServer.Start(Bench, "prefork");
        Guard(server.Pid, "stopped");
        var worker = ProcessTree.ChildrenOf(server.Pid)[0];
        foreach (var pid in new[] { server.Pid, worker })
        {
            Signal(pid, "STOP");
            Patience.Until(() => HasStoppedThread(pid), Limit, "the stop");
            Thread.Sleep(100);
            Assert.True(HasStoppedThread(pid), "it goes on although nobody said so");
            Signal(pid, "CONT");
            Patience.Until(() => !HasStoppedThread(pid), Limit, "the end of the stop");
        }

        server.RunInto("null-read");
        using var client = server.Connect();
        Assert.Equal("PONG", BuggyServer.Ask(client, "PING"));
    }

    [Fact]
    public void At_a_terminal_it_is_a_job_of_the_shell() => TerminalUser.Play(Bench, """
        say(f"{perdure} run --recover -- python3 {echo}\n")
        expect("ready")
        say("one\n"); expect("got one in front")
        say("\x03"); expect("interrupted")
        say("\x1a"); expect("Stopped")
        say("jobs; echo jo''bs\n"); expect("run"); expect("jobs")
        say("fg\n"); expect("run")
        say("two\n"); expect("got two in front")
        say("\x1a"); expect("Stopped")
        say("bg\n"); expect("run")
        say("fg\n"); expect("run")
        say("three\n"); expect("got three in front")
        say("quit\n")
        say("echo co''de $?\n"); expect("code 7")
        """);

    /// <summary>Another user, no new rights, another program after the first.</summary>
    [Fact]
    public void A_server_that_gave_up_its_rights_is_brought_past_its_crashes()
    {
        Needs.Root();
        var port = FreePort.Take();
        // Another user has to reach the program.
        File.SetUnixFileMode(Bench.Folder, File.GetUnixFileMode(Bench.Folder) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        var program = Path.Combine(Bench.Folder, "server");
        File.Copy(BuggyServer.Build("-O2"), program);
        var run = Bench.StartPerdure(
            "run", "--recover", "--name", "nobody", "--", "sh", "-c", $"exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs {program} prefork {port}");
        var pid = AwaitSupervised();
        Patience.Until(() => FreePort.IsAnswered(port), Limit, $"the server to listen\n{run.Output}{run.Errors}");
        for (var crash = 0; crash < 3; crash++)
        {
            using var bad = new LineClient(port, patience: TimeSpan.FromSeconds(2));
            bad.Send("BUG null-read\n");
            bad.ReadLine();
        }

        Assert.Equal(3, Told("nobody", "crash-suppressed").Count);
        Assert.Equal(3, ProcessTree.ChildrenOf(pid).Count);
    }

    private static Func<bool> Requests(BuggyServer server, int number)
    {
        var client = server.Connect();
        var count = 0;
        return () =>
        {
            count++;
            Thread.Sleep(1);
            return BuggyServer.Ask(client, $"PUT key{number} {count}") == "OK" && BuggyServer.Ask(client, $"GET key{number}") == $"{count}";
        };
    }
}
