using System.CommandLine;
using Perdure.Kernel;

namespace Perdure.Cli;

/// <summary>What was wrong with a command line, as a failure that points to the right word or to the help of the verb.</summary>
internal static class UsageMistake
{
    internal static PerdureException In(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var verb = command is RootCommand ? "" : command.Name + " ";
        if (command is RootCommand && parse.UnmatchedTokens is [{ } word, ..])
            return new PerdureException($"there is no verb '{word}'", Nearest(word, command) is { } near ? $"perdure {near}" : "perdure --help", ExitCode.Usage);
        var mistakes = parse.Errors.Select(error => error.Message.Trim().TrimEnd('.')).Distinct();
        return new PerdureException(string.Join("; ", mistakes), $"perdure {verb}--help", ExitCode.Usage);
    }

    private static string? Nearest(string word, Command root) =>
        root.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name).Where(name => Distance(word, name) <= 2).MinBy(name => Distance(word, name));

    // Levenshtein's: how many letters to put in, take out or change.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        foreach (var letter in from)
        {
            var diagonal = row[0]++;
            for (var column = 1; column <= to.Length; column++)
            {
                var change = diagonal + (letter == to[column - 1] ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(change, Math.Min(row[column], row[column - 1]) + 1);
            }
        }
        return row[^1];
    }
}
