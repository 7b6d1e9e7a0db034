namespace Perdure.CliTests.Output;

/// <summary>Nobody takes what perdure says: it ends with its documented code, and what was done is told as done.</summary>
public sealed class LostOutputTests : ShellTest
{
    [Theory]
    [InlineData("list >&-")]
    [InlineData("list >/dev/full")]
    [InlineData("list --json >&-")]
    [InlineData("list --json >/dev/full")]
    [InlineData("--help >/dev/full")]
    [InlineData("completions bash >&-")]
    [InlineData("list <&- >&-")]
    public void Without_standard_output_one_line_says_so(string line) =>
        Assert.StartsWith("perdure: cannot write to standard output: ", Shell($"$P {line}").ExpectFailure(1).Errors, StringComparison.Ordinal);

    [Theory]
    [InlineData("nonsense 2>&-", 2)]
    [InlineData("nonsense 2>/dev/full", 2)]
    [InlineData("show nothing 2>&-", 1)]
    [InlineData("show nothing --json 2>/dev/full", 1)]
    [InlineData("show nothing --json >&- 2>&-", 1)]
    [InlineData("list 2>&-", 0)]
    [InlineData("list <&- >&- 2>&-", 1)]
    public void Without_standard_error_the_exit_code_is_the_same(string line, int code) => Shell($"$P {line}").Expect(code);

    [Theory]
    [InlineData("list")]
    [InlineData("list --json")]
    [InlineData("doctor")]
    public void A_reader_that_went_away_is_no_failure(string verb)
    {
        var result = Shell($"$P {verb} | true; exit ${{PIPESTATUS[0]}}").Expect(0);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void What_was_done_is_told_as_done()
    {
        var guest = Bench.StartGuest("thread-many");
        Shell($"$P checkpoint {guest.Pid} --name it >/dev/full").ExpectFailure(1, "the checkpoint ", " was taken, but", "No space left");
        Shell($"$P checkpoint {guest.Pid} --name it --json >&-").ExpectFailure(1, " was taken, but");
        Shell($"$P export it --core '{Bench.Folder}/core' >/dev/full").ExpectFailure(1, "core was written, but");
        Shell("$P export it --memory '[stack]' >/dev/full").ExpectFailure(1, "cannot write to standard output");
        Shell("$P delete it >&-").ExpectFailure(1, " was deleted, but");
        guest.ExpectPass();
    }
}
