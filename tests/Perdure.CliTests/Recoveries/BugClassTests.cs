using System.Collections.Concurrent;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Recoveries;

/// <summary>Bug classes as they are met in servers, in servers of three styles: three crashes of each, and nobody but the client that caused them notices.</summary>
public sealed class BugClassTests : RecoveryTest
{
    private const string Heap = "what it destroyed of the heap is used by others later: that takes rung 2 or 3";

    private const string Stack = "where several frames are destroyed (-O0), it is not known who is to go on";

    // What does not pass yet, and why. One that passes always fails the test, and has to go; one that passes at times (chance: what lies where it writes) is only told of.
    private static readonly (string Bug, string Optimization, string Why, bool AtTimes)[] s_expectedToFail =
    [
        ("heap-header", "-O2", Heap, true),
        ("heap-header", "-O0", Heap, true),
        ("huge-copy", "-O2", Heap, true),
        ("huge-copy", "-O0", Heap, true),
        ("smash", "-O0", Stack, true),
        ("smash-guarded", "-O0", Stack, true),
    ];

    [Theory]
    [InlineData("loop", "-O2")]
    [InlineData("loop", "-O0")]
    [InlineData("threads", "-O2")]
    [InlineData("threads", "-O0")]
    [InlineData("prefork", "-O2")]
    [InlineData("prefork", "-O0")]
    public async Task A_server_survives_its_bugs(string style, string optimization)
    {
        BuggyServer.Build(optimization);
        var failures = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(BuggyServer.Bugs, new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = TestContext.Current.CancellationToken }, async (bug, _) =>
        {
            var server = BuggyServer.Start(Bench, style, optimization);
            Guard(server.Pid, bug);
            if (await new BugTrial(Bench, server, bug).Run(bug) is { Length: > 0 } complaint)
                failures[bug] = complaint;
            server.Keeper.Dispose();
        });
        Judge(style, optimization, failures);
    }

    private static void Judge(string style, string optimization, ConcurrentDictionary<string, string> failures)
    {
        var expected = s_expectedToFail.Where(one => one.Optimization == optimization).ToDictionary(one => one.Bug);
        var sum = $"{style} {optimization}: {BuggyServer.Bugs.Count - failures.Count} of {BuggyServer.Bugs.Count} survive";
        TestContext.Current.TestOutputHelper?.WriteLine($"{sum}; not: {string.Join(", ", failures.Keys.Order(StringComparer.Ordinal))}");
        foreach (var (bug, _, _, _) in expected.Values.Where(one => one.AtTimes && !failures.ContainsKey(one.Bug)))
            TestContext.Current.TestOutputHelper?.WriteLine($"{bug} survived this time");
        var wrong = failures.Where(one => !expected.ContainsKey(one.Key)).Select(one => $"{one.Key} should survive: {one.Value}")
            .Concat(expected.Values.Where(one => !one.AtTimes && !failures.ContainsKey(one.Bug)).Select(one => $"{one.Bug} survives now; it was expected not to ({one.Why}): take it off the list"));
        Assert.True(!wrong.Any(), $"{sum}\n{string.Join('\n', wrong)}");
    }
}
