using System.CommandLine;
using System.CommandLine.Help;
using System.Text;

namespace Perdure.Cli.Reference;

/// <summary>The page docs/cli-reference.md, made from the tree of verbs.</summary>
internal static class ReferencePage
{
    private const string Opening = """
        # Reference of the command line

        Made from the tree of verbs by `./perdure reference > docs/cli-reference.md`; a test compares. Exit codes: 0 done, 1 failed,
        2 the command line is wrong, 3 this machine, kernel or program can't do it, 4 the target died, 70 a bug of ours.
        Results go to standard output, progress and errors to standard error.


        """;

    internal static string Of(Command root)
    {
        var page = new StringBuilder(Opening.ReplaceLineEndings("\n"));
        page.Append("Every verb has:\n\n");
        AppendRows(page, root.Options.Where(option => option.Recursive && option is not HelpOption));
        foreach (var verb in root.Subcommands.Where(verb => !verb.Hidden))
            AppendVerb(page, verb);
        return page.ToString();
    }

    private static void AppendVerb(StringBuilder page, Command verb)
    {
        page.Append($"\n## perdure {verb.Name}\n\n{verb.Description}\n\n```\n{Usage(verb)}\n```\n");
        if (verb.Arguments.Count + verb.Options.Count == 0)
            return;
        page.Append('\n');
        foreach (var argument in verb.Arguments)
            page.Append($"- `{argument.Name}`: {argument.Description}\n");
        AppendRows(page, verb.Options.Where(option => !option.Hidden && option is not HelpOption));
    }

    private static string Usage(Command verb)
    {
        var arguments = verb.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name);
        var options = verb.Options.Where(option => !option.Hidden && option is not HelpOption).Select(option => option.Required ? Shape(option) : $"[{Shape(option)}]");
        return string.Join(' ', (string[])["perdure", verb.Name, .. arguments, .. options]);
    }

    private static void AppendRows(StringBuilder page, IEnumerable<Option> options)
    {
        foreach (var option in options)
            page.Append($"- `{Shape(option)}`: {option.Description}\n");
    }

    private static string Shape(Option option) => option.Arity.MaximumNumberOfValues == 0 ? option.Name : $"{option.Name} {option.HelpName ?? "VALUE"}";
}
