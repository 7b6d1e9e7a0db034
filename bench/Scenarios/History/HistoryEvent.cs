using System.Globalization;
using System.Text.RegularExpressions;

namespace Perdure.Scenarios.History;

/// <summary>What the journal says of one checkpoint.</summary>
internal sealed partial record HistoryEvent(double PauseMilliseconds, long WrittenBytes, long StoredBytes, double WallMilliseconds)
{
    public static HistoryEvent? TryParse(string text)
    {
        var match = Line().Match(text);
        return match.Success
            ? new HistoryEvent(Number(match, "pause"), (long)Number(match, "written"), (long)Number(match, "stored"), Number(match, "wall"))
            : null;
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"paused for (?<pause>[\d.]+) ms, (?<written>\d+) bytes written by the program, (?<stored>\d+) stored, (?<wall>\d+) ms in all")]
    private static partial Regex Line();
}
