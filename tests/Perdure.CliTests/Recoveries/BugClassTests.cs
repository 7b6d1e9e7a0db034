using System.Collections.Concurrent;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Recoveries;

/// <summary>Bug classes as they are met in servers, in servers of three styles: three crashes of each, and nobody but the client that caused them notices.</summary>
public sealed class BugClassTests : RecoveryTest
{
    // What does not pass yet, and why: STYLE OPTIMIZATION BUG, * for any. An entry that passes fails the test, and has to go.
    private static readonly (string Style, string Optimization, string Bug, string Why)[] s_expectedToFail =
    [
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
        var expected = s_expectedToFail.Where(one => (one.Style == "*" || one.Style == style) && (one.Optimization == "*" || one.Optimization == optimization)).ToDictionary(one => one.Bug, one => one.Why);
        var sum = $"{style} {optimization}: {BuggyServer.Bugs.Count - failures.Count} of {BuggyServer.Bugs.Count} survive";
        TestContext.Current.TestOutputHelper?.WriteLine(sum);
        var wrong = failures.Where(one => !expected.ContainsKey(one.Key)).Select(one => $"{one.Key} should survive: {one.Value}")
            .Concat(expected.Where(one => !failures.ContainsKey(one.Key)).Select(one => $"{one.Key} survives now; it was expected not to ({one.Value}): take it off the list"));
        Assert.True(!wrong.Any(), $"{sum}\n{string.Join('\n', wrong)}");
    }
}
