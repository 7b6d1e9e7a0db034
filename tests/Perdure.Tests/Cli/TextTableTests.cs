using Perdure.Cli.Output;
using Xunit;

namespace Perdure.Tests.Cli;

public sealed class TextTableTests
{
    [Fact]
    public void In_a_pipe_columns_are_aligned_and_nothing_is_drawn()
    {
        var table = new TextTable("ID", "NAME", "COMMAND");
        table.Add("0abc", "", "redis-server *:6379");
        table.Add("1", "a longer name", "x");

        Assert.Equal("ID    NAME           COMMAND\n0abc  -              redis-server *:6379\n1     a longer name  x\n", Plain(table));
    }

    [Fact]
    public void What_a_terminal_would_obey_is_not_passed_on()
    {
        var table = new TextTable("COMMAND");
        table.Add("evil\e[2J\nsecond line");

        Assert.Equal("COMMAND\nevil?[2J?second line\n", Plain(table));
    }

    private static string Plain(TextTable table)
    {
        using var output = new StringWriter { NewLine = "\n" };
        table.PrintPlain(output);
        return output.ToString();
    }
}
