using System.CommandLine;

namespace Perdure.Cli.Options;

/// <summary>An option whose value is a text: a name, a path. A text is never empty, and another option is no text: "--name --kill" lacks the name.</summary>
internal sealed class TextOption : Option<string?>
{
    internal TextOption(string name, string helpName, string description, int mostLetters = int.MaxValue)
        : base(name)
    {
        Description = description;
        HelpName = helpName;
        Validators.Add(result =>
        {
            // That there is none at all the parser says.
            if (result.Tokens is not [{ Value: var text }])
                return;
            if (text.Length == 0)
                result.AddError($"{name} must not be empty");
            else if (text.StartsWith("--", StringComparison.Ordinal))
                result.AddError($"{name} needs a {helpName}, and '{text}' looks like an option");
            else if (text.Length > mostLetters)
                result.AddError($"{name} takes {mostLetters} letters at most, not {text.Length}");
        });
    }
}
