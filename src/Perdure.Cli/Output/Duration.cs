using System.Globalization;

namespace Perdure.Cli.Output;

/// <summary>Durations for people: three digits and a unit.</summary>
internal static class Duration
{
    internal static string Format(long microseconds) => microseconds switch
    {
        < 1_000 => Text(microseconds, "us"),
        < 1_000_000 => Text(microseconds / 1e3, "ms"),
        _ => Text(microseconds / 1e6, "s"),
    };

    internal static string Format(TimeSpan time) => Format((long)time.TotalMicroseconds);

    private static string Text(double value, string unit) =>
        value.ToString(value >= 99.95 ? "0" : value >= 9.995 ? "0.#" : "0.##", CultureInfo.InvariantCulture) + " " + unit;
}
