using System.Diagnostics;
using System.Globalization;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Supervision;

/// <summary>A redis that is supervised while it serves: checkpoints by the clock, each whole; the supervisor may come, be killed, come back and go.</summary>
public sealed class AttachTests : SupervisionTest
{
    private const int Keys = 20_000;
    private const int Bytes = 900;

    [Fact]
    public void Checkpoints_by_the_clock_cost_what_changed_and_each_can_be_restored()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        redis.Fill(Keys, Bytes);
        Bench.Perdure("attach", $"{redis.Pid}", "--every", "300ms", "--name", "shop", "--detach", "--json").Expect(0);
        AwaitCheckpoints(redis.Pid, 2);
        using (var client = redis.Connect())
            Assert.Equal("+OK", client.Ask("SET late yes"));
        var seen = Status(redis.Pid).GetProperty("checkpoints").GetInt32();
        AwaitCheckpoints(redis.Pid, seen + 2);
        Bench.Perdure("stop", "shop", "--json").Expect(0);
        Patience.Until(() => Supervised().Count == 0, Limit, "the end of the supervision");

        var ids = Checkpoints();
        var unique = Bench.Perdure("list", "--json").Expect(0).Json.GetProperty("checkpoints").EnumerateArray().Select(one => one.GetProperty("uniqueBytes").GetInt64()).ToList();
        Assert.True(unique[^1] > 2 * unique[..^1].Sum() / unique.Count, $"later checkpoints store too much: {string.Join(' ', unique)}");
        Assert.All(unique[..^1], bytes => Assert.InRange(bytes, 1, 4 << 20));
        var text = Bench.Perdure("events", "shop", "--json").Expect(0).Json.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("kind").GetString()).ToList();
        Assert.Equal("supervised", text[0]);
        Assert.Equal("released", text[^1]);
        Assert.Equal(ids.Count, text.Count(kind => kind == "checkpoint"));

        // The first goes; the last, which grew from it, and one before the late write stand alone.
        Bench.Perdure("delete", ids[^1]).Expect(0);
        Kill(redis.Pid);
        AwaitBurial(redis.Pid);
        Bench.Perdure("verify", ids[0], "--json").Expect(0);
        Bench.Restore(ids[0]).Expect(0);
        redis.ExpectFilled(Keys, Bytes, more: 1);
        using (var client = redis.Connect())
            Assert.Equal("$3", client.Ask("GET late"));
        Kill(redis.Pid);
        AwaitBurial(redis.Pid);
        Bench.Restore(ids[^2]).Expect(0);
        redis.ExpectFilled(Keys, Bytes);
    }

    [Fact]
    public void All_of_a_program_counts_as_written_before_its_first_checkpoint()
    {
        // Half of it rests and half is written all the time, so that it is copied in several rounds.
        const int half = 96 << 20;
        var source = Path.Combine(Bench.Folder, "busy.c");
        var program = Path.Combine(Bench.Folder, "busy");
        File.WriteAllText(source, $$"""
            #include <stdio.h>
            #include <stdlib.h>
            int main(void)
            {
                static char memory[2 * {{half}}];
                for (long at = 0; at < sizeof memory; at += 4096) *(long *)(memory + at) = at;
                puts("ready");
                fflush(stdout);
                for (long turn = 1;; turn++)
                    for (long at = 0; at < sizeof memory / 2; at += 4096) *(volatile long *)(memory + at + 8) = turn;
            }
            """);
        using (var gcc = Process.Start(Needs.Program("gcc"), ["-O1", "-o", program, source]))
            gcc.WaitForExit();
        var busy = Bench.Start("busy", program);
        Patience.Until(() => busy.Output.Contains("ready", StringComparison.Ordinal), Limit, "the program to be ready");
        Bench.Perdure("attach", $"{busy.Pid}", "--name", "busy", "--detach", "--json").Expect(0);
        Bench.Checkpoint(busy.Pid).Expect(0);
        Bench.Perdure("stop", "busy", "--json").Expect(0);
        var text = Bench.Perdure("events", "busy", "--json").Expect(0).Json.GetProperty("events").EnumerateArray().First(one => one.GetProperty("kind").GetString() == "checkpoint").GetProperty("text").GetString()!;
        var written = long.Parse(text.Split(" bytes written")[0].Split(' ')[^1], CultureInfo.InvariantCulture);
        Assert.True(written >= 2L * half, text);
    }

    [Fact]
    public void A_killed_supervisor_leaves_the_program_and_another_goes_on()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        redis.Fill(Keys, Bytes);
        for (var round = 1; round <= 4; round++)
        {
            string[] name = round == 1 ? ["--name", "shop"] : [];
            var attached = Bench.Perdure(["attach", $"{redis.Pid}", "--every", "100ms", "--detach", "--json", .. name]).Expect(0).Json.GetProperty("programs")[0];
            Assert.Equal("shop", attached.GetProperty("name").GetString());
            var supervisor = attached.GetProperty("supervisor").GetInt32();
            AwaitCheckpoints(redis.Pid, 1);
            Bench.Perdure("attach", $"{redis.Pid}").ExpectFailure(1, "has a supervisor already", $"perdure stop {redis.Pid}");
            // At some moment within a checkpoint or between two.
            Thread.Sleep(17 * round);
            Kill(supervisor);
            Patience.Until(() => Supervised().Count == 0, Limit, "the end of the killed supervisor");
            Assert.Equal(0, TracerOf(redis.Pid));
            redis.ExpectFilled(Keys, Bytes);
        }

        Assert.All(Checkpoints(), id => Bench.Perdure("verify", id, "--json").Expect(0));
    }

    [Fact]
    public void Events_are_followed_and_the_pause_budget_widens_the_interval()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        Bench.Perdure("attach", $"{redis.Pid}", "--every", "100ms", "--pause-budget", "0.1%", "--name", "calm", "--detach", "--json").Expect(0);
        var follower = Bench.StartPerdure("events", "calm", "--follow");
        Patience.Until(() => follower.Output.Contains("interval: ", StringComparison.Ordinal), Limit, "the event of the widened interval");
        Assert.True(Status(redis.Pid).GetProperty("intervalSeconds").GetDouble() > 0.5);
        Signal(follower.Pid, "INT");
        Assert.Equal(0, follower.WaitForExit(Limit));
        Assert.Contains("by the pause budget of 0.1%", follower.Output, StringComparison.Ordinal);
        Bench.Perdure("stop", "calm").Expect(0);
    }

    [Theory]
    [InlineData("--keep", "last=3", 3)]
    [InlineData("--max-size", "1K", 1)]
    public void Old_checkpoints_go_by_the_policy_and_those_that_stay_are_whole(string option, string value, int least)
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        redis.Fill(Keys, Bytes);
        Bench.Perdure("attach", $"{redis.Pid}", "--every", "100ms", option, value, "--name", "kept", "--detach", "--json").Expect(0);
        AwaitCheckpoints(redis.Pid, 25);
        Bench.Perdure("stop", "kept", "--json").Expect(0);
        Patience.Until(() => Supervised().Count == 0, Limit, "the end of the supervision");
        Assert.InRange(Checkpoints().Count, least, least + 10);
        Assert.All(Checkpoints(), id => Bench.Perdure("verify", id, "--json").Expect(0));
        Assert.Contains(Bench.Perdure("events", "kept", "--json").Expect(0).Json.GetProperty("events").EnumerateArray(), one => one.GetProperty("kind").GetString() == "pruned");
        Bench.Perdure("prune", "kept", "--keep", "last=1", "--json").Expect(0);
        var last = Assert.Single(Checkpoints());
        Kill(redis.Pid);
        AwaitBurial(redis.Pid);
        Bench.Restore(last).Expect(0);
        redis.ExpectFilled(Keys, Bytes);
    }

    [Fact]
    public void A_checkpoint_of_a_supervised_program_is_taken_by_its_supervisor()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        Bench.Perdure("attach", $"{redis.Pid}", "--name", "kv", "--detach", "--json").Expect(0);
        foreach (var name in new[] { $"{redis.Pid}", "kv" })
        {
            var taken = Bench.Perdure("checkpoint", name, "--json").Expect(0);
            Assert.Contains("taken by its supervisor", taken.Json.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
            Assert.Equal(taken.Text("id"), Status(redis.Pid).GetProperty("lastCheckpoint").GetString());
        }

        Kill(redis.Pid);
        Patience.Until(() => Supervised().Count == 0, Limit, "the end of the supervision of a killed program");
        Assert.Equal("ended", Bench.Perdure("events", "kv", "--json").Expect(0).Json.GetProperty("events").EnumerateArray().Last().GetProperty("kind").GetString());
    }

    [Fact]
    public void A_program_whose_supervisor_was_killed_is_named_and_taken_over()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        var supervisor = Bench.Perdure("attach", $"{redis.Pid}", "--name", "shop", "--detach", "--json").Expect(0).Json.GetProperty("programs")[0].GetProperty("supervisor").GetInt32();
        Kill(supervisor);
        Patience.Until(() => Supervised().Count == 0, Limit, "the end of the killed supervisor");
        var abandoned = Assert.Single(Bench.Perdure("ps", "--json").Expect(0).Json.GetProperty("abandoned").EnumerateArray());
        Assert.Equal(("shop", redis.Pid), (abandoned.GetProperty("name").GetString(), abandoned.GetProperty("pid").GetInt32()));
        foreach (var verb in new[] { "status", "stop", "checkpoint" })
            Bench.Perdure(verb, "shop").ExpectFailure(1, $"process {redis.Pid} ('shop') goes on, but its supervisor has gone", $"perdure attach {redis.Pid} --name shop");

        Bench.Perdure("attach", $"{redis.Pid}", "--detach", "--json").Expect(0);
        Assert.Equal(["supervised", "supervisor-lost", "supervised"], Kinds("shop"));
        Assert.Empty(Bench.Perdure("ps", "--json").Expect(0).Json.GetProperty("abandoned").EnumerateArray());
        Bench.Perdure("stop", "shop").Expect(0);
        Patience.Until(() => Supervised().Count == 0, Limit, "the end of the supervision");
        Bench.Perdure("status", "shop").ExpectFailure(1, "no supervised program is called shop");
    }

    [Fact]
    public void Status_tells_every_trigger_and_the_policy()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        Bench.Perdure("attach", $"{redis.Pid}", "--every", "1h", "--on-idle", "5m", "--on-signal", "USR1", "--keep", "last=3", "--max-size", "20G", "--name", "all", "--detach", "--json").Expect(0);
        var status = Status(redis.Pid);
        Assert.Equal((3600, 3600, 300), (status.GetProperty("intervalSeconds").GetDouble(), status.GetProperty("askedIntervalSeconds").GetDouble(), status.GetProperty("idleSeconds").GetDouble()));
        Assert.Equal(("USR1", "last=3"), (Assert.Single(status.GetProperty("signals").EnumerateArray()).GetString(), status.GetProperty("keep").GetString()));
        Assert.True(status.GetProperty("maxStoreBytes").GetInt64() >= 20_000_000_000);
        Assert.Equal(status.GetProperty("command").GetString()!.TrimEnd(), status.GetProperty("command").GetString());
        var text = Bench.Perdure("status", "all").Expect(0).Output;
        Assert.Contains("of quiet, on USR1 to process", text, StringComparison.Ordinal);
        Assert.Contains("kept are last=3; the store may take", text, StringComparison.Ordinal);
        Bench.Perdure("stop", "all").Expect(0);
    }

    [Fact]
    public void A_folder_of_supervisors_that_is_open_to_others_is_refused_with_what_to_do()
    {
        var folder = Bench.Environment["PERDURE_RUN"]!;
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        Bench.Perdure("attach", $"{redis.Pid}").ExpectFailure(1, "is open to others", $"chmod 700 {folder}");
    }

    [Theory]
    [InlineData("--evry", "1s")]
    [InlineData("--detatch")]
    public void An_option_of_run_that_is_none_is_a_mistake_of_usage(params string[] words) =>
        Bench.Perdure(["run", .. words, "--", "true"]).ExpectFailure(2, $"there is no option '{words[0]}' of perdure run", "--help");

    [Fact]
    public void Nobody_is_found_where_nobody_is()
    {
        Assert.Empty(Supervised());
        Bench.Perdure("status", "nobody").ExpectFailure(1, "no supervised program is called nobody", "perdure ps");
        Bench.Perdure("stop", "nobody").ExpectFailure(1, "no supervised program is called nobody");
        Bench.Perdure("events", "nobody").ExpectFailure(1, "nothing is known of a supervised program called nobody");
        Bench.Perdure("attach", "1").ExpectFailure(2, "a parent of it");
        Bench.Perdure("attach", $"{Environment.ProcessId}", "--pause-budget", "1%").ExpectFailure(2, "needs --every");
        Bench.Perdure("attach", "4194303").ExpectFailure(1, "there is no process 4194303");
    }
}
