using System.CommandLine;
using System.Globalization;

namespace Perdure.Cli.Options;

/// <summary>An option whose value is a number of things, at least one.</summary>
internal sealed class NumberOption : Option<int?>
{
    internal NumberOption(string name, string description)
        : base(name)
    {
        HelpName = "N";
        Description = description;
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                return number;
            result.AddError($"{name} needs a number from 1 on, not '{word}'");
            return null;
        };
    }
}
