using System.Diagnostics;

namespace Perdure.Scenarios;

/// <summary>Monotonic time in the units that the tables use.</summary>
internal static class Clock
{
    public static long Now => Stopwatch.GetTimestamp();

    public static double MillisecondsBetween(long from, long to) => (to - from) * 1000.0 / Stopwatch.Frequency;

    public static double MillisecondsSince(long from) => MillisecondsBetween(from, Now);

    public static long After(long from, TimeSpan span) => from + (long)(span.TotalSeconds * Stopwatch.Frequency);
}
