using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Bisects;

/// <summary>A redis whose balance goes wrong at some time, searched while it serves on the same port.</summary>
public sealed class RedisBisectTests : BisectTest
{
    private const string Name = "bank";

    [Fact]
    public void The_last_good_checkpoint_is_found_beside_the_live_server()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "yes");
        redis.Fill(2_000, 200);
        var ids = Past(redis, count: 9, firstBad: 6);
        using var client = redis.Connect();
        Assert.Equal("+OK", client.Ask("SET balance live"));
        var files = FilesOf(redis);
        using (var load = new Load(2, _ => Asker(redis)))
        {
            Patience.Until(() => load.Served > 0, Limit, "the first request");
            var result = Bisect(Name, $"{Cli(redis)} get balance | grep -qx 100 && {Cli(redis)} set balance trial && {Cli(redis)} bgrewriteaof").Expect(0);
            Assert.Equal(ids[5], IdOf(result, "lastGood"));
            Assert.Equal(ids[6], IdOf(result, "firstBad"));
            Assert.Equal("good", Verdicts(result)[ids[5]]);
            Assert.Equal("bad", Verdicts(result)[ids[6]]);
            Assert.Empty(result.Json.GetProperty("skipped").EnumerateArray());
            Assert.Contains(result.Json.GetProperty("changes").EnumerateArray(), change => change.GetProperty("pid").GetInt32() == redis.Pid && change.GetProperty("pages").GetInt64() > 0);
            load.ExpectNoFailure();
        }

        Assert.Equal("$4", client.Ask("GET balance"));
        Assert.Equal("live", client.ReadLine());
        Assert.Equal(files, FilesOf(redis));
        Assert.Empty(TrialProcesses());
    }

    [Fact]
    public void Sixty_four_checkpoints_take_eight_restores_at_most()
    {
        var redis = RedisServer.Start(Bench);
        var ids = Past(redis, count: 64, firstBad: 41);
        var result = Bisect(Name, $"{Cli(redis)} get balance | grep -qx 100").Expect(0);
        Assert.Equal(ids[40], IdOf(result, "lastGood"));
        Assert.Equal(ids[41], IdOf(result, "firstBad"));
        Assert.Equal(64, result.Number("checkpoints"));
        Assert.InRange(Trials(result).Count, 2, 8);
        Assert.All(Trials(result), trial => Assert.True(trial.GetProperty("restoreMicroseconds").GetInt64() > 0));
    }

    [Fact]
    public void What_is_good_or_bad_throughout_is_said_plainly()
    {
        var redis = RedisServer.Start(Bench);
        var ids = Past(redis, count: 3, firstBad: 2);
        Bisect(Name, "exit 1").ExpectFailure(1, "already bad at the oldest", ids[0]);
        Bisect(Name, "true").ExpectFailure(1, "still good", ids[2]);
        Bisect(Name, "no-such-command-here").ExpectFailure(1, "already bad at the oldest", "did not find the command");
        Bisect(Name, "exit 130").ExpectFailure(1, "130", "no verdict");
        Bisect(Name, "kill -9 $$").ExpectFailure(1, "signal 9", "no verdict");
        Bisect("nobody", "true").ExpectFailure(1, "nobody");
        Bisect(Name, "true", "--good", ids[2], "--bad", ids[0]).ExpectFailure(2, ids[2], ids[0]);
        Assert.Empty(TrialProcesses());
    }

    [Fact]
    public void Known_ends_are_not_tried()
    {
        var redis = RedisServer.Start(Bench);
        var ids = Past(redis, count: 5, firstBad: 3);
        var result = Bisect(Name, $"{Cli(redis)} get balance | grep -qx 100", "--good", ids[1], "--bad", ids[4]).Expect(0);
        Assert.Equal((ids[2], ids[3]), (IdOf(result, "lastGood"), IdOf(result, "firstBad")));
        Assert.Equal([ids[2], ids[3]], Verdicts(result).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Skipped_checkpoints_are_passed_over_and_named()
    {
        var redis = RedisServer.Start(Bench);
        var ids = Past(redis, count: 7, firstBad: 4);
        var check = $"{Cli(redis)} get balance | grep -qx 100";
        // The middle one of all is skipped: its neighbours say the same.
        var result = Bisect(Name, $"[ $PERDURE_CHECKPOINT = {ids[3]} ] && exit 125; {check}").Expect(1);
        Assert.Equal((ids[2], ids[4]), (IdOf(result, "lastGood"), IdOf(result, "firstBad")));
        Assert.Equal(ids[3], result.Json.GetProperty("skipped")[0].GetProperty("id").GetString());
        result = Bisect(Name, $"[ $PERDURE_CHECKPOINT = {ids[0]} ] && exit 125; {check}").Expect(0);
        Assert.Equal((ids[3], ids[4]), (IdOf(result, "lastGood"), IdOf(result, "firstBad")));
        Assert.Equal("skipped", Verdicts(result)[ids[0]]);
        Bisect(Name, "exit 125").ExpectFailure(1, "skip", ids[0]);
    }

    [Fact]
    public void Checkpoints_that_are_too_old_are_left_out_and_an_end_that_is_so_is_refused()
    {
        var redis = RedisServer.Start(Bench);
        var old = Past(redis, count: 2, firstBad: 1);
        Thread.Sleep(TimeSpan.FromSeconds(6));
        var ids = Past(redis, count: 4, firstBad: 2);
        var check = $"{Cli(redis)} get balance | grep -qx 100";
        var result = Bisect(Name, check, "--since", "5s").Expect(0);
        Assert.Equal((4, ids[1], ids[2]), (result.Number("checkpoints"), IdOf(result, "lastGood"), IdOf(result, "firstBad")));
        Assert.DoesNotContain(Verdicts(result).Keys, old.Contains);

        // What is after the end is none of the search's business, and before the beginning neither, however old that is.
        result = Bisect(Name, check, "--since", "1h", "--good", old[0], "--bad", old[1]).Expect(0);
        Assert.Equal((2, old[0], old[1]), (result.Number("checkpoints"), IdOf(result, "lastGood"), IdOf(result, "firstBad")));
        Thread.Sleep(TimeSpan.FromSeconds(1));
        Bisect(Name, check, "--since", "2s", "--bad", old[1]).ExpectFailure(2, old[1], "older than --since");
        result = Bisect(Name, check, "--since", "1m", "--good", ids[0], "--bad", ids[3]).Expect(0);
        Assert.Equal((4, ids[1], ids[2]), (result.Number("checkpoints"), IdOf(result, "lastGood"), IdOf(result, "firstBad")));
    }

    [Fact]
    public void An_encrypted_past_is_searched_with_its_key_and_not_without()
    {
        var key = Path.Combine(Bench.Folder, "key");
        File.WriteAllBytes(key, new byte[64]);
        var redis = RedisServer.Start(Bench);
        Bench.Environment["PERDURE_KEY_FILE"] = key;
        var ids = Past(redis, count: 3, firstBad: 2);
        Bench.Environment.Remove("PERDURE_KEY_FILE");
        var check = $"{Cli(redis)} get balance | grep -qx 100";
        var result = Bisect(Name, check, "--key-file", key).Expect(0);
        Assert.Equal((ids[1], ids[2]), (IdOf(result, "lastGood"), IdOf(result, "firstBad")));
        Bisect(Name, check).ExpectFailure(1, Bench.Store, "encrypted", "--key-file");
    }

    /// <summary>Checkpoints, one by one, of a balance that is 100 and from some place on -5.</summary>
    private List<string> Past(RedisServer redis, int count, int firstBad)
    {
        using var client = redis.Connect();
        var ids = new List<string>();
        for (var turn = 0; turn < count; turn++)
        {
            Assert.Equal("+OK", client.Ask($"SET balance {(turn < firstBad ? 100 : -5)}"));
            Assert.Equal("+OK", client.Ask($"SET turn {turn}"));
            ids.Add(Take(redis.Pid, Name));
        }

        return ids;
    }

    private static string Cli(RedisServer redis) => $"{Needs.Program("redis-cli")} -p {redis.Port}";

    private string FilesOf(RedisServer redis) => string.Join(
        '\n',
        Directory.EnumerateFiles(Path.Combine(Bench.Folder, "redis"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(File.ReadAllBytes(file))}"));

    private static Func<bool> Asker(RedisServer redis)
    {
        var client = redis.Connect();
        return () => client.Ask("GET balance") == "$4" && client.ReadLine() == "live";
    }
}
