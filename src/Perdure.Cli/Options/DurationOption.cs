using System.CommandLine;
using System.Globalization;

namespace Perdure.Cli.Options;

/// <summary>An option whose value is a time: 500ms, 30s, 5m, 2h, 1d.</summary>
internal sealed class DurationOption : Option<TimeSpan?>
{
    private static readonly (string Unit, TimeSpan Time)[] s_units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    internal DurationOption(string name, string description, TimeSpan least)
        : base(name)
    {
        Description = description;
        HelpName = "TIME";
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (Parse(word) is not { } time)
                result.AddError($"'{word}' is not a time: 500ms, 30s, 5m, 2h and 1d are");
            else if (time < least)
                result.AddError($"{name} takes at least {least.TotalMilliseconds:0} ms");
            else
                return time;
            return null;
        };
    }

    internal static TimeSpan? Parse(string word)
    {
        const double mostDays = 365;
        foreach (var (unit, time) in s_units)
        {
            if (word.EndsWith(unit, StringComparison.Ordinal) && double.TryParse(word[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count * time.TotalDays <= mostDays)
                return time * count;
        }

        return null;
    }
}
