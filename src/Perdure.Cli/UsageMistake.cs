using System.CommandLine;
using Perdure.Kernel;

namespace Perdure.Cli;

/// <summary>What was wrong with a command line, as a failure that points to the verbs there are or to the help of one.</summary>
internal static class UsageMistake
{
    internal static PerdureException In(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        if (command is RootCommand && parse.UnmatchedTokens is [{ } word, ..])
            return new PerdureException($"there is no verb '{word}'", "the verbs are " + string.Join(", ", command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)), ExitCode.Usage);
        var mistakes = parse.Errors.Select(error => error.Message.Trim().TrimEnd('.')).Distinct();
        return new PerdureException(string.Join("; ", mistakes), command is RootCommand ? "perdure --help" : $"perdure {command.Name} --help", ExitCode.Usage);
    }
}
