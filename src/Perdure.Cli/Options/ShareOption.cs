using System.CommandLine;
using System.Globalization;

namespace Perdure.Cli.Options;

/// <summary>An option whose value is a share in percent: 1%, 0.5%.</summary>
internal sealed class ShareOption : Option<double?>
{
    internal ShareOption(string name, string description)
        : base(name)
    {
        Description = description;
        HelpName = "PERCENT";
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (word.EndsWith('%') && double.TryParse(word[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100)
                return percent / 100;
            result.AddError($"'{word}' is not a share: 1% and 0.5% are");
            return null;
        };
    }
}
