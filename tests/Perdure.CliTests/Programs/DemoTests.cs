using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>What a newcomer tries first.</summary>
public sealed class DemoTests : CliTest
{
    [Fact]
    public void A_crash_is_survived()
    {
        var steps = Play("demo", "--json");
        Assert.Equal(6, steps.Count);
        Assert.Contains("200000 keys, and each of the 2000 looked at is right", steps[4], StringComparison.Ordinal);
    }

    [Fact]
    public void A_bug_is_found_in_the_past()
    {
        var steps = Play("demo", "history", "--for", "8s", "--json");
        Assert.Equal(9, steps.Count);
        Assert.Matches("good until [0-9a-z]{12}, bad from", steps[4]);
        Assert.Matches("^[1-9][0-9]+ anvils", steps[8]);
    }

    private List<string> Play(params string[] words) =>
        [.. Bench.Perdure(words).Expect(0).Json.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("result").GetString() ?? "")];
}
