using Perdure.Cli;
using Perdure.Kernel;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Cli;

public sealed class CommandTreeTests
{
    [Theory]
    [InlineData("lst", "there is no verb 'lst'", "the verbs are ")]
    [InlineData("attach abc", "'abc' is not a process id", "perdure attach --help")]
    [InlineData("attach 0", "'0' is not a process id", "perdure attach --help")]
    [InlineData("checkpoint 5 --stop --kill", "--leave-running, --stop and --kill exclude each other", "perdure checkpoint --help")]
    [InlineData("verify", "Required argument 'ID' missing for command: 'verify'", "perdure verify --help")]
    [InlineData("export x --core", "Required argument missing for option: '--core'", "perdure export --help")]
    [InlineData("export x --memory y --pid -1", "'-1' is not a process id", "perdure export --help")]
    [InlineData("grep x", "one of PATTERN and --bytes is needed", "perdure grep --help")]
    [InlineData("grep x y --bytes 00", "one of PATTERN and --bytes is needed", "perdure grep --help")]
    [InlineData("grep x --bytes 00 --text", "--text, --wide and --ignore-case do not go with --bytes", "perdure grep --help")]
    [InlineData("grep x --bytes 0", "--bytes needs 1 to 65536 bytes of two hex digits each, not '0'", "perdure grep --help")]
    [InlineData("grep x y --max 0", "--max needs a number from 1 on, not '0'", "perdure grep --help")]
    [InlineData("diff x", "Required argument 'B' missing for command: 'diff'", "perdure diff --help")]
    [InlineData("checkpoint 5 --name --kill", "--name needs a NAME, and '--kill' looks like an option", "perdure checkpoint --help")]
    [InlineData("--store  list", "--store must not be empty", "perdure list --help")]
    [InlineData("checkpoint 5 --name ", "--name must not be empty", "perdure checkpoint --help")]
    [InlineData("prune", "what is to stay? --keep POLICY (such as --keep last=3,daily=7), --max-size SIZE, or both are needed", "perdure prune --help")]
    [InlineData("prune app --dry-run", "what is to stay? --keep POLICY (such as --keep last=3,daily=7), --max-size SIZE, or both are needed", "perdure prune --help")]
    [InlineData("prune --keep yearly=1", "--keep: the policy can't be read: there is no rule 'yearly', only last, hourly, daily, weekly, monthly; for example last=10,hourly=24,daily=7,weekly=4,monthly=12", "perdure prune --help")]
    [InlineData("prune --keep  ", "--keep: the policy can't be read: a rule is missing; for example last=10,hourly=24,daily=7,weekly=4,monthly=12", "perdure prune --help")]
    [InlineData("prune --max-size 20X", "--max-size takes a size such as 500M, 20G or 1.5T, not '20X'", "perdure prune --help")]
    public void A_wrong_command_line_is_explained(string line, string message, string hint)
    {
        var mistake = UsageMistake.In(CommandTree.Build().Parse(line.Split(' ')));

        Assert.Equal(ExitCode.Usage, mistake.ExitCode);
        Assert.Equal(message, mistake.Message);
        Assert.StartsWith(hint, mistake.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list --json")]
    [InlineData("--json list")]
    [InlineData("grep x --bytes deadbeef --pid 5")]
    [InlineData("grep x -- --json")]
    [InlineData("diff x y --json")]
    [InlineData("--store /tmp/x list")]
    [InlineData("checkpoint 5 --name n --kill --no-tree --skip-unsupported")]
    [InlineData("prune app --keep last=3,daily=7 --max-size 20G --dry-run")]
    public void A_right_command_line_has_no_errors(string line) => Assert.Empty(CommandTree.Build().Parse(line.Split(' ')).Errors);

    [Theory]
    [InlineData(200, 0)]
    [InlineData(201, 1)]
    public void A_name_has_200_letters_at_most(int letters, int mistakes) =>
        Assert.Equal(mistakes, CommandTree.Build().Parse(["checkpoint", "5", "--name", new string('x', letters)]).Errors.Count);

    [Theory]
    [InlineData("show --store  ")]
    [InlineData("export --core --store")]
    public void Completing_never_throws(string line) => _ = CommandTree.Build().Parse(line.Split(' ')).GetCompletions().ToList();

    [Fact]
    public void A_verb_completes_after_a_flag() =>
        Assert.Contains("list", CommandTree.Build().Parse(["--json", "li"]).GetCompletions().Select(completion => completion.Label));

    [Fact]
    public void Verbs_complete_and_hidden_ones_do_not()
    {
        var offered = CommandTree.Build().Parse(["ver"]).GetCompletions().Select(completion => completion.Label).ToList();

        Assert.Contains("verify", offered);
        Assert.DoesNotContain("reference", offered);
    }
}
