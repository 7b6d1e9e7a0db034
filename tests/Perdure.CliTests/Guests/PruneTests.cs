using System.Text.Json;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Guests;

/// <summary>perdure prune on checkpoints of a real program, which share most of their memory.</summary>
public sealed class PruneTests : CliTest
{
    [Fact]
    public void Old_checkpoints_go_and_the_rest_can_be_verified_and_restored()
    {
        var guest = Bench.StartGuest("memory-private");
        var other = Take(guest, "other");
        var ids = Enumerable.Range(0, 4).Select(_ => Take(guest, "app")).ToList();
        var last = Bench.Checkpoint(guest.Pid, "--kill", "--compress", "now", "--name", "app").Expect(0).Text("id");

        var promised = Bench.Perdure("prune", "app", "--keep", "last=2", "--dry-run", "--json").Expect(0).Json;
        Assert.True(promised.GetProperty("dryRun").GetBoolean());
        Assert.Equal(6, Listed().Count);
        Assert.Equal([last, ids[3], ids[2], ids[1], ids[0]], Verdicts(promised).Select(verdict => verdict.Id));

        var done = Bench.Perdure("prune", "app", "--keep", "last=2", "--json").Expect(0).Json;
        Assert.Equal(Verdicts(promised), Verdicts(done));
        Assert.Equal([false, false, true, true, true], Verdicts(done).Select(verdict => verdict.Deleted));
        Assert.Equal(["newest, last 1", "last 2", "no rule keeps it", "no rule keeps it", "no rule keeps it"], Verdicts(done).Select(verdict => verdict.Reasons));
        Assert.False(done.GetProperty("spaceWaits").GetBoolean());
        Assert.True(done.GetProperty("freedBytes").GetInt64() > 0);
        Assert.Equal(new[] { other, ids[3], last }.Order(), Listed().Order());

        var text = Bench.Perdure("prune", "--max-size", "1").Expect(0).Output;
        Assert.Contains("1 of 3 checkpoints deleted, ", text, StringComparison.Ordinal);
        Assert.Contains("that is more than 1 B: nothing more may be deleted", text, StringComparison.Ordinal);
        Assert.Contains(text.Split('\n'), line => line.Contains(ids[3], StringComparison.Ordinal) && line.TrimEnd().EndsWith("delete   the store is too large", StringComparison.Ordinal));
        foreach (var id in new[] { other, last })
            Bench.Perdure("verify", id).Expect(0);
        Bench.Restore("app").Expect(0);
        guest.ExpectPass();
    }

    [Theory]
    [InlineData("", "--keep POLICY")]
    [InlineData("--keep last", "'last' is no rule with a number")]
    [InlineData("--max-size much", "not 'much'")]
    public void Without_a_policy_nothing_is_done(string options, string mistake) =>
        Bench.Perdure(["prune", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).ExpectFailure(2, mistake, "perdure prune --help");

    [Fact]
    public void An_unknown_name_and_an_empty_store_are_no_riddles()
    {
        Bench.Perdure("prune", "nosuchname", "--keep", "last=1").ExpectFailure(1, "nosuchname");
        Assert.Contains("0 of 0 checkpoints deleted, 0 B freed", Bench.Perdure("prune", "--keep", "last=1").Expect(0).Output, StringComparison.Ordinal);
    }

    private string Take(GuestProgram guest, string name) => Bench.Checkpoint(guest.Pid, "--compress", "now", "--name", name).Expect(0).Text("id");

    private List<string> Listed() => [.. Bench.Perdure("list", "--json").Expect(0).Json.GetProperty("checkpoints").EnumerateArray().Select(one => one.GetProperty("id").GetString()!)];

    private static List<(string Id, bool Deleted, string Reasons)> Verdicts(JsonElement document) =>
        [.. document.GetProperty("checkpoints").EnumerateArray().Select(one => (
            one.GetProperty("id").GetString()!,
            one.GetProperty("deleted").GetBoolean(),
            string.Join(", ", one.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()))))];
}
