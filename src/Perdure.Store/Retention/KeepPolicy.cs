using System.Globalization;
using Perdure.Kernel;

namespace Perdure.Store.Retention;

/// <summary>
/// Which checkpoints of each name are kept: `last=10,hourly=24,daily=7,weekly=4,monthly=12`, or any of these. A checkpoint stays if one rule keeps it.
/// </summary>
public sealed class KeepPolicy
{
    /// <summary>The most that a rule may keep.</summary>
    public const int MostKept = 1_000_000;

    private const string Example = "for example last=10,hourly=24,daily=7,weekly=4,monthly=12";

    private KeepPolicy(IReadOnlyList<KeepCount> counts) => Counts = counts;

    internal IReadOnlyList<KeepCount> Counts { get; }

    /// <summary>Reads a policy. A mistake in it is a <see cref="PerdureException"/> that says which.</summary>
    public static KeepPolicy Parse(string text)
    {
        var counts = new List<KeepCount>();
        foreach (var part in text.Split(','))
        {
            var count = ParsePart(part.Trim());
            if (counts.Exists(earlier => earlier.Rule == count.Rule))
                throw Mistake($"'{count.Rule.Word}' is there twice");
            counts.Add(count);
        }
        return new KeepPolicy([.. counts.OrderBy(count => KeepRule.All.ToList().IndexOf(count.Rule))]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', Counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Rule.Word}={count.Count}")));

    private static KeepCount ParsePart(string part)
    {
        if (part.Split('=') is not [var word, var number])
            throw Mistake(part.Length == 0 ? "a rule is missing" : $"'{part}' is no rule with a number");
        var rule = KeepRule.All.FirstOrDefault(rule => rule.Word == word)
            ?? throw Mistake($"there is no rule '{word}', only {string.Join(", ", KeepRule.All.Select(rule => rule.Word))}");
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostKept
            ? new KeepCount(rule, count)
            : throw Mistake($"'{word}' takes a number from 1 to {MostKept}, not '{number}'");
    }

    private static PerdureException Mistake(string what) => new($"the policy can't be read: {what}", Example, ExitCode.Usage);
}
