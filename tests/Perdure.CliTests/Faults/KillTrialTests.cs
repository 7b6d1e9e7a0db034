using System.Diagnostics;
using System.Globalization;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Faults;

/// <summary>
/// perdure is killed (SIGKILL) at random times during checkpoints of a busy redis. The number of trials is PERDURE_KILL_TRIALS: 25 by
/// default, 300 by night. The redis must live, answer every request rightly, and keep its threads, mappings and descriptors.
/// </summary>
public sealed class KillTrialTests : FaultTest
{
    private const int DefaultTrials = 25;
    private static readonly HashSet<string> Works = ["map", "Vm", "fdinfo", "SigPnd", "priority"];

    [Fact]
    public void A_killed_perdure_does_not_harm_its_target()
    {
        var trials = int.Parse(System.Environment.GetEnvironmentVariable("PERDURE_KILL_TRIALS") ?? $"{DefaultTrials}", CultureInfo.InvariantCulture);
        var seed = int.Parse(System.Environment.GetEnvironmentVariable("PERDURE_KILL_SEED") ?? $"{System.Environment.ProcessId}", CultureInfo.InvariantCulture);
        var random = new Random(seed);
        var broken = new List<string>();
        for (var trial = 0; trial < trials;)
            trial = RunUntilBroken(random, trial, trials, broken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{trials - broken.Count} of {trials} trials left the target alive and right (seed {seed})");
        Assert.True(broken.Count <= trials / 300, $"seed {seed}: {broken.Count} of {trials} trials broke the target:\n{string.Join('\n', broken)}");
    }

    // One redis serves as many trials as it survives.
    private int RunUntilBroken(Random random, int trial, int trials, List<string> broken)
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        redis.Fill(10_000, 900);
        var whole = Bench.Checkpoint(redis.Pid, "--leave-running").Expect(0).Elapsed;
        using var load = new Load(2, number => Request(redis, number));
        Patience.Until(() => load.Served > 100, TimeSpan.FromSeconds(10), "load");
        var before = ProcessPicture.Of(redis.Pid, withSiblings: true);
        while (trial < trials)
        {
            trial++;
            var delay = TimeSpan.FromTicks((long)(whole.Ticks * 1.1 * random.NextDouble()));
            if (KillOne(redis, load, before, delay) is { } problem)
            {
                broken.Add($"trial {trial}, killed after {delay.TotalMilliseconds:0.0} ms of {whole.TotalMilliseconds:0}: {problem}");
                redis.Keeper.Dispose();
                return trial;
            }
        }
        load.ExpectNoFailure();
        redis.ExpectFilled(10_000, 900, more: 2);
        return trial;
    }

    private string? KillOne(RedisServer redis, Load load, ProcessPicture before, TimeSpan delay)
    {
        var perdure = Bench.StartPerdure("checkpoint", $"{redis.Pid}", "--leave-running");
        SleepExactly(delay);
        // By kill(1): .NET takes a pid that an earlier child of its own had for that child, which has ended, and sends nothing. Done before its time, it is a trial like any other.
        if (perdure.ExitCode() is null)
            Process.Start("kill", ["-s", "KILL", $"{perdure.Pid}"]).WaitForExit();
        perdure.WaitForExit(TimeSpan.FromSeconds(10));
        var served = load.Served;
        if (!Patience.TryUntil(() => load.Served > served + 20, TimeSpan.FromSeconds(5)))
            return $"redis does not answer, state {ProcessTree.State(redis.Pid)}";
        IReadOnlyList<string> differences = [];
        Patience.TryUntil(() => (differences = before.DifferencesTo(ProcessPicture.Of(redis.Pid, withSiblings: true), Works)).Count == 0, TimeSpan.FromSeconds(3));
        return differences.Count == 0 ? null : string.Join("; ", differences.Take(6));
    }

    private static void SleepExactly(TimeSpan delay)
    {
        var clock = Stopwatch.StartNew();
        while (delay - clock.Elapsed > TimeSpan.FromMilliseconds(2))
            Thread.Sleep(1);
        while (clock.Elapsed < delay)
            Thread.SpinWait(20);
    }

    private static Func<bool> Request(RedisServer redis, int number)
    {
        var client = redis.Connect();
        var count = 0;
        return () => client.Ask($"INCR load:{number}") == $":{++count}";
    }
}
