using System.Globalization;

namespace Perdure.Cli.Options;

/// <summary>An option whose value is a share in percent: 1%, 0.5%.</summary>
internal sealed class ShareOption(string name, string description) : ParsedOption<double?>(
    name,
    "PERCENT",
    description,
    (word, refuse) => word.EndsWith('%') && double.TryParse(word[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100
        ? percent / 100
        : refuse($"'{word}' is not a share: 1% and 0.5% are"));
