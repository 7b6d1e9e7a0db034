using System.Globalization;

namespace Perdure.Store.Retention;

/// <summary>One way to thin out the past: of each bucket only the newest checkpoint is kept. Buckets are those of the calendar in UTC, so they know no daylight saving.</summary>
internal sealed class KeepRule
{
    private readonly Func<DateTimeOffset, string> _bucket;

    private KeepRule(string word, Func<DateTimeOffset, string> bucket)
    {
        Word = word;
        _bucket = bucket;
    }

    /// <summary>Each checkpoint is a bucket of its own; the bucket has no name.</summary>
    public static KeepRule Last { get; } = new("last", _ => "");

    /// <summary>All rules, in the order in which reasons are told.</summary>
    public static IReadOnlyList<KeepRule> All { get; } =
    [
        Last,
        new("hourly", time => time.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture)),
        new("daily", time => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        new("weekly", time => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(time.DateTime):0000}-W{ISOWeek.GetWeekOfYear(time.DateTime):00}")),
        new("monthly", time => time.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
    ];

    /// <summary>How a policy calls it.</summary>
    public string Word { get; }

    /// <summary>The name of the bucket that a time falls into.</summary>
    public string BucketOf(DateTimeOffset time) => _bucket(time.ToUniversalTime());
}
