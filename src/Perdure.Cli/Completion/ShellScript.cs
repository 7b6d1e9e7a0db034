namespace Perdure.Cli.Completion;

/// <summary>
/// The completion scripts. They ask perdure itself at each Tab (its start takes some 10 ms), by the parser's [suggest]
/// directive, so that ids, names and pids are those of the moment.
/// </summary>
internal static class ShellScript
{
    private const string Bash = """
        # Completions of perdure for bash: perdure completions bash > /etc/bash_completion.d/perdure
        _perdure() {
            local IFS=$'\n'
            local suggestions
            suggestions=$(PERDURE_NO_BUILD=1 "${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null) || return
            COMPREPLY=($(compgen -W "${suggestions}" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _perdure perdure

        """;

    private const string Zsh = """
        #compdef perdure
        # Completions of perdure for zsh: perdure completions zsh > ~/.zfunc/_perdure, with ~/.zfunc in $fpath
        _perdure() {
            local -a suggestions
            suggestions=("${(@f)$(PERDURE_NO_BUILD=1 "${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            (( ${#suggestions} )) && compadd -a suggestions || _files
        }
        if [ "${funcstack[1]}" = _perdure ]; then _perdure "$@"; else compdef _perdure perdure; fi

        """;

    private const string Fish = """
        # Completions of perdure for fish: perdure completions fish > ~/.config/fish/completions/perdure.fish
        function __perdure_suggest
            set -lx PERDURE_NO_BUILD 1
            set -l line (commandline -cp)
            set -l words (commandline -opc)
            $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c perdure -f -a '(__perdure_suggest)'

        """;

    /// <summary>The shells there is a script for.</summary>
    internal static readonly IReadOnlyList<string> Shells = ["bash", "zsh", "fish"];

    internal static string For(string shell) => (shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        _ => Fish,
    }).ReplaceLineEndings("\n");
}
