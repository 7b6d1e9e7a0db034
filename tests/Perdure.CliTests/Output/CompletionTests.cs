using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Output;

/// <summary>The completion scripts in the shells that they are for: "perdure che" and Tab.</summary>
public sealed class CompletionTests : ShellTest
{
    private const string Bash = """
        source completions
        COMP_WORDS=(perdure che) COMP_CWORD=1 COMP_LINE="perdure che" COMP_POINT=11
        $(complete -p perdure | sed 's/.*-F \([^ ]*\).*/\1/') perdure che perdure
        echo "${COMPREPLY[*]}"
        """;

    // Outside of an interactive zsh its own completion system has to be played.
    private const string Zsh = """
        compdef() { :; }
        compadd() { print -l "${(@P)2}"; }
        source ./completions
        words=(perdure che) BUFFER="perdure che" CURSOR=11
        _perdure
        """;

    private const string Fish = """
        source completions
        complete -C "perdure che"
        """;

    [Theory]
    [InlineData("bash", "", Bash)]
    [InlineData("zsh", "-f", Zsh)]
    [InlineData("fish", "--no-config", Fish)]
    public void A_verb_is_completed(string shell, string option, string script)
    {
        var program = Needs.Program(shell);
        File.WriteAllText(Path.Combine(Bench.Folder, "script"), script);
        var result = Shell($"""
            cd '{Bench.Folder}' && export HOME=$PWD && "$P" completions {shell} >completions && export PATH="$(dirname "$P"):$PATH" && '{program}' {option} script
            """).Expect(0);
        Assert.Equal("checkpoint", result.Output.Split('\t', '\n')[0].Trim());
    }
}
