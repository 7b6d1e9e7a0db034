using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Output;

/// <summary>Names and command lines of others are not obeyed by the terminal, and values that are no values are refused.</summary>
public sealed class HostileTextTests : ShellTest
{
    [Fact]
    public void Control_characters_of_names_are_never_printed()
    {
        var guest = Bench.StartGuest("thread-many");
        var taken = Shell($"$P checkpoint {guest.Pid} --name $'a\\e[31m\\nb'").Expect(0);
        Assert.Contains(" a?[31m?b: ", taken.Output, StringComparison.Ordinal);
        var missing = Shell("$P show $'no\\e[31m\\nhint: such'").ExpectFailure(1, "'no?[31m?hint: such'");
        Assert.DoesNotContain('\e', taken.Output + missing.Errors);
        Assert.Equal("a\e[31m\nb", Bench.Perdure("list", "--json").Json.GetProperty("checkpoints")[0].GetProperty("name").GetString());
        guest.ExpectPass();
    }

    [Theory]
    [InlineData("export x --core")]
    [InlineData("export x --files")]
    [InlineData("export x --memory")]
    [InlineData("export x --memory [stack] --pid -1")]
    [InlineData("export x --core --json")]
    [InlineData("list --store ''")]
    [InlineData("checkpoint 5 --name ''")]
    [InlineData("checkpoint 5 --name --kill")]
    [InlineData("checkpoint 5 --name $(printf x%.0s $(seq 201))")]
    public void A_value_that_is_none_is_a_mistake_of_usage(string line) => Shell($"$P {line}").ExpectFailure(2, "hint: ");

    [Theory]
    [InlineData("", 2)]
    [InlineData("--no-tree", 1)]
    public void Without_the_tree_there_are_no_zombies(string option, int processes)
    {
        var parent = StartParentOfZombie();
        Assert.Equal(processes, Bench.Checkpoint(parent, option.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Expect(0).Number("processes"));
    }
}
