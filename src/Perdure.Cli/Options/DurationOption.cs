using System.Globalization;

namespace Perdure.Cli.Options;

/// <summary>An option whose value is a time: 500ms, 30s, 5m, 2h, 1d.</summary>
internal sealed class DurationOption(string name, string description, TimeSpan least)
    : ParsedOption<TimeSpan?>(name, "TIME", description, (word, refuse) => Read(name, least, word, refuse))
{
    private static readonly (string Unit, TimeSpan Time)[] s_units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

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

    private static TimeSpan? Read(string name, TimeSpan least, string word, Func<string, TimeSpan?> refuse)
    {
        if (Parse(word) is not { } time)
            return refuse($"{name}: '{word}' is not a time: 500ms, 30s, 5m, 2h and 1d are");
        return time < least ? refuse($"{name} takes at least {least.TotalMilliseconds:0} ms") : time;
    }
}
