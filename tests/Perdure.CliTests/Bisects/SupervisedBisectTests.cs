using Perdure.CliTests.Harness;
using Perdure.CliTests.Supervision;

namespace Perdure.CliTests.Bisects;

/// <summary>A search among the checkpoints that a supervisor takes, while it takes more.</summary>
public sealed class SupervisedBisectTests : SupervisionTest
{
    [Fact]
    public void The_series_of_a_supervised_program_is_searched_while_it_goes_on()
    {
        Needs.Root();
        var port = FreePort.Take();
        var supervisor = Bench.StartPerdure(
            "run", "--every", "150ms", "--name", "bank", "--", Needs.Program("redis-server"), "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--dir", Bench.Folder);
        AwaitPort(port, supervisor, "redis");
        Patience.Until(() => Supervised().Count == 1, Limit, "the supervisor to answer");
        var pid = Supervised().Single().GetProperty("pid").GetInt32();
        using var client = new LineClient(port);
        Assert.Equal("+OK", client.Ask("SET balance 100"));
        AwaitCheckpoints(pid, 1);
        var good = Status(pid).GetProperty("checkpoints").GetInt32();
        AwaitCheckpoints(pid, good + 6);
        var known = Checkpoints()[0];
        Assert.Equal("+OK", client.Ask("SET balance -5"));
        AwaitCheckpoints(pid, good + 14);
        var result = Bench.PerdureWithin(
            TimeSpan.FromMinutes(2), "bisect", "bank", "--check", $"{Needs.Program("redis-cli")} -p {port} get balance | grep -qx 100", "--good", known, "--json").Expect(0);
        Assert.Equal("good", Verdict(result, "lastGood") ?? "good");
        Assert.Equal("bad", Verdict(result, "firstBad"));
        Assert.Empty(result.Json.GetProperty("skipped").EnumerateArray());
        Assert.Equal("$2", client.Ask("GET balance"));
        Assert.Equal("-5", client.ReadLine());
        var taken = Status(pid).GetProperty("checkpoints").GetInt32();
        AwaitCheckpoints(pid, taken + 2);
    }

    private static string? Verdict(CommandResult result, string property) => result.Json.GetProperty("trials").EnumerateArray()
        .Where(trial => trial.GetProperty("id").GetString() == result.Json.GetProperty(property).GetProperty("id").GetString())
        .Select(trial => trial.GetProperty("verdict").GetString())
        .FirstOrDefault();
}
