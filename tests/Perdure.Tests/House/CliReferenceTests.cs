using Perdure.Cli;
using Perdure.Cli.Reference;
using Xunit;

namespace Perdure.Tests.House;

public sealed class CliReferenceTests
{
    [Fact]
    public void The_reference_of_the_command_line_is_up_to_date() =>
        Assert.True(
            ReferencePage.Of(CommandTree.Build()) == Repository.Read("docs/cli-reference.md"),
            "docs/cli-reference.md is out of date: ./perdure reference > docs/cli-reference.md");

    [Fact]
    public void Every_verb_is_in_the_README()
    {
        var readme = Repository.Read("README.md");
        Rule.HoldsUnless(CommandTree.Build().Subcommands.Where(verb => !verb.Hidden && !readme.Contains($"perdure {verb.Name}", StringComparison.Ordinal)).Select(verb => verb.Name));
    }

    [Fact]
    public void Every_verb_and_option_says_what_it_does()
    {
        var root = CommandTree.Build();
        Rule.HoldsUnless(root.Subcommands.Where(verb => string.IsNullOrEmpty(verb.Description)).Select(verb => verb.Name));
        Rule.HoldsUnless(root.Subcommands.SelectMany(verb => verb.Options).Where(option => string.IsNullOrEmpty(option.Description)).Select(option => option.Name));
    }
}
