using System.Globalization;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;
using Perdure.CliTests.Supervision;

namespace Perdure.CliTests.Faults;

/// <summary>
/// One store, two redis under load, and all that writes to a store at the same time: checkpoints, a supervisor, prune, delete, compact, verify, push to a second store and pull from it, each killed (SIGKILL) at a
/// random moment. After each trial every checkpoint that is listed in either store is whole, both programs answer, and what the dead have begun is gone. The number of trials is PERDURE_KILL_TRIALS: 10 by
/// default; PERDURE_KILL_SEED repeats a series.
/// </summary>
public sealed class StoreKillTests : SupervisionTest
{
    private const int DefaultTrials = 10;
    private const int Keys = 6_000;
    private const int Bytes = 900;
    private static readonly TimeSpan LongestTrial = TimeSpan.FromSeconds(60);
    private readonly List<string> unexpected = [];
    private Random random = new();
    private TimeSpan whole;
    private Keeper? supervisor;

    private string Second => Path.Combine(Bench.Folder, "second");

    // What is done beside the supervisor. A verb that works on a store is one line here.
    private IEnumerable<string[]> Commands(RedisServer alone, IReadOnlyList<string> ids)
    {
        yield return ["checkpoint", $"{alone.Pid}", "--name", "alone", "--compress", random.Next(2) == 0 ? "now" : "later"];
        yield return ["checkpoint", $"{alone.Pid}", "--name", "alone"];
        yield return ["prune", "alone", "--keep", $"last={random.Next(1, 4)}"];
        yield return ["prune", "--keep", "last=4", "--max-size", $"{random.Next(4, 40)}M"];
        yield return ["compact"];
        yield return ["push", "--all", "--to", Second];
        if (Directory.Exists(Second))
        {
            yield return ["prune", "--keep", "last=3", "--store", Second];

            // Comes upon chunks that prune and delete are about to collect here.
            yield return ["pull", "--all", "--from", Second];
        }

        if (ids.Count == 0)
            yield break;
        yield return ["delete", ids[random.Next(ids.Count)]];
        yield return ["verify", ids[random.Next(ids.Count)]];
    }

    [Fact]
    public void Whoever_is_killed_every_checkpoint_that_is_listed_is_whole()
    {
        var trials = int.Parse(System.Environment.GetEnvironmentVariable("PERDURE_KILL_TRIALS") ?? $"{DefaultTrials}", CultureInfo.InvariantCulture);
        var seed = int.Parse(System.Environment.GetEnvironmentVariable("PERDURE_KILL_SEED") ?? $"{System.Environment.ProcessId}", CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"{trials} trials, seed {seed}");
        random = new Random(seed);
        var alone = StartRedis();
        var supervised = StartRedis();
        whole = Bench.Checkpoint(alone.Pid, "--name", "alone").Expect(0).Elapsed;
        using var loadOfAlone = new Load(1, _ => Request(alone));
        using var loadOfSupervised = new Load(1, _ => Request(supervised));
        var killed = 0;
        for (var trial = 1; trial <= trials; trial++)
        {
            killed += RunTrial(alone, supervised);
            ExpectAnswer(alone, loadOfAlone, trial);
            ExpectAnswer(supervised, loadOfSupervised, trial);
            ExpectWholeStore(trial);
            ExpectWholeSecond(trial);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{killed} processes killed in {trials} trials");
        Assert.True(killed > trials, $"only {killed} processes were killed: the trials try nothing");
        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected.Take(20)));
        loadOfAlone.ExpectNoFailure();
        loadOfSupervised.ExpectNoFailure();
        Bench.Perdure("push", "--all", "--to", Second).Expect(0);
        ExpectWholeSecond(trials);
        ExpectRestored(alone);
        ExpectEmptied(Bench.Store);
        ExpectEmptied(Second);
    }

    private RedisServer StartRedis()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        redis.Fill(Keys, Bytes);
        return redis;
    }

    private int RunTrial(RedisServer alone, RedisServer supervised)
    {
        if (supervisor?.ExitCode() is not null)
            EndSupervisor();
        supervisor ??= Bench.StartPerdure("attach", $"{supervised.Pid}", "--name", "supervised", "--every", "200ms", "--keep", "last=5");
        // Deletes and checks what is there at the start; others may be quicker.
        var commands = Commands(alone, Checkpoints()).OrderBy(_ => random.Next()).Select(words => (Words: words, Begin: Moment(1), End: Moment(Math.Pow(random.NextDouble(), 2)))).ToList();
        var killed = 0;
        var threads = commands.Select(command => new Thread(() =>
        {
            if (KillOne(command.Words, command.Begin, command.End))
                Interlocked.Increment(ref killed);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        // In two of three trials, so that a series gets long as well.
        if (random.Next(3) > 0)
        {
            Thread.Sleep(Moment(5));
            Kill(supervisor);
            EndSupervisor();
            killed++;
        }

        foreach (var thread in threads)
            Assert.True(thread.Join(LongestTrial), $"a command neither ended nor died\n{Bench.Transcript}");
        return killed;
    }

    private TimeSpan Moment(double most) => whole * (random.NextDouble() * most);

    private void EndSupervisor()
    {
        if (supervisor is { } ended && ended.WaitForExit(Limit) is not 137 and var code)
            Complain("attach", code, ended);
        supervisor?.Dispose();
        supervisor = null;
    }

    private bool KillOne(string[] words, TimeSpan begin, TimeSpan end)
    {
        Thread.Sleep(begin);
        using var command = Bench.StartPerdure(words);
        Thread.Sleep(end);
        Kill(command);
        var code = command.WaitForExit(Limit);
        // 1: what it was to work on went before it came, or another one traces the program just now.
        if (code is not (0 or 1 or 137) || command.Errors.Contains("   at ", StringComparison.Ordinal) || (command.Errors + command.Output).Contains("damaged", StringComparison.Ordinal))
            Complain(string.Join(' ', words), code, command);
        return code == 137;
    }

    private void Complain(string words, int? code, Keeper command)
    {
        lock (unexpected)
            unexpected.Add($"perdure {words} ended with {code}: {command.Output}{command.Errors}");
    }

    // By kill(1): .NET takes a pid that an earlier child of its own had for that child, which has ended, and sends nothing.
    private static void Kill(Keeper command)
    {
        if (command.ExitCode() is null)
            Kill(command.Pid);
    }

    private void ExpectAnswer(RedisServer redis, Load load, int trial)
    {
        var served = load.Served;
        Assert.True(
            Patience.TryUntil(() => load.Served > served + 20, TimeSpan.FromSeconds(5)),
            $"trial {trial}: redis {redis.Pid} does not answer, state {ProcessTree.State(redis.Pid)}, traced by {TracerOf(redis.Pid)}\n{Bench.Transcript}");
    }

    private void ExpectWholeStore(int trial)
    {
        foreach (var id in Checkpoints())
        {
            var verified = Bench.Perdure("verify", id);
            // Its supervisor may have given it up meanwhile.
            Assert.True(verified.ExitCode == 0 || (supervisor is not null && !Checkpoints().Contains(id)), $"trial {trial}: {verified}");
        }

        if (supervisor is not null)
            return;
        string[] left = [];
        Assert.True(
            Patience.TryUntil(() => (left = Unfinished(Bench.Store)).Length == 0, TimeSpan.FromSeconds(10)),
            $"trial {trial}: nobody writes any more, and there is {string.Join(", ", left)}\n{Bench.Transcript}");
    }

    private void ExpectWholeSecond(int trial)
    {
        if (!Directory.Exists(Second))
            return;
        foreach (var id in CheckpointsIn(Second))
        {
            var verified = Bench.Perdure("verify", id, "--store", Second);
            Assert.True(verified.ExitCode == 0, $"trial {trial}, the store that was pushed to: {verified}");
        }

        string[] left = [];
        Assert.True(
            Patience.TryUntil(() => (left = Unfinished(Second)).Length == 0, TimeSpan.FromSeconds(10)),
            $"trial {trial}: nobody pushes any more, and there is {string.Join(", ", left)}\n{Bench.Transcript}");
    }

    // A listing collects what the dead have left.
    private string[] Unfinished(string store)
    {
        CheckpointsIn(store);
        return Directory.GetFiles(Path.Combine(store, "unfinished"));
    }

    private void ExpectRestored(RedisServer alone)
    {
        if (supervisor is not null)
        {
            Kill(supervisor);
            EndSupervisor();
        }

        var id = Bench.Checkpoint(alone.Pid, "--name", "alone", "--kill").Expect(0).Text("id");
        Bench.Restore(id).Expect(0);
        alone.ExpectFilled(Keys, Bytes, more: 101);
    }

    // Whatever the killed have begun, in the end nothing is left but what belongs to a checkpoint.
    private void ExpectEmptied(string store)
    {
        foreach (var id in CheckpointsIn(store))
            Bench.Perdure("delete", id, "--store", store).Expect(0);
        string[] left = [];
        Assert.True(
            Patience.TryUntil(() => (left = [.. Unfinished(store), .. Directory.GetFiles(Path.Combine(store, "images")), .. Directory.GetFiles(Path.Combine(store, "packs"))]).Length == 0, TimeSpan.FromSeconds(10)),
            $"no checkpoint is left, but {string.Join(", ", left)}");
    }

    // A counter that may not miss a step, and values that change; not so many that the store is all that the machine does.
    private static Func<bool> Request(RedisServer redis)
    {
        var client = redis.Connect();
        var count = 0;
        return () =>
        {
            Thread.Sleep(1);
            count++;
            return client.Ask("INCR count") == $":{count}" && client.Ask($"SET changing:{count % 100} {count}") == "+OK";
        };
    }
}
