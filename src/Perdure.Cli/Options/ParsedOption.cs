using System.CommandLine;

namespace Perdure.Cli.Options;

/// <summary>An option whose value is one word, which a function reads.</summary>
/// <typeparam name="T">What the word stands for; its default where the option is not there.</typeparam>
internal abstract class ParsedOption<T> : Option<T?>
{
    /// <param name="name">The option.</param>
    /// <param name="helpName">What help calls the word.</param>
    /// <param name="description">What it does.</param>
    /// <param name="read">Reads a word, or answers what the second argument makes of a sentence that says why it can't be read.</param>
    protected ParsedOption(string name, string helpName, string description, Func<string, Func<string, T?>, T?> read)
        : base(name)
    {
        HelpName = helpName;
        Description = description;
        CustomParser = result => read(result.Tokens[0].Value, mistake =>
        {
            result.AddError(mistake);
            return default;
        });
    }
}
