using System.Globalization;

namespace Perdure.Cli.Output;

/// <summary>Numbers of bytes as people write and read them: a few digits and a unit of powers of 1024.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Three digits and a unit.</summary>
    internal static string Format(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 999.5 && unit < Units.Length - 1)
            (value, unit) = (value / 1024, unit + 1);
        var digits = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00";
        return value.ToString(digits, CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>Reads 1000000, 500M, 20GiB or 1.5T; at least one byte.</summary>
    internal static bool TryParse(string text, out long bytes)
    {
        const double most = 1L << 62;
        bytes = 0;
        var number = text.TrimEnd([.. "BKMGTPEibkmgtpeI"]);
        var word = number.Length == text.Length ? Units[0] : text[number.Length..];
        var power = Array.FindIndex(Units, unit => IsSpelling(word, unit));
        if (power < 0 || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            return false;
        value *= Math.Pow(1024, power);
        bytes = value <= most ? (long)value : 0;
        return bytes > 0;
    }

    // K, KB and KiB, in small letters too.
    private static bool IsSpelling(string word, string unit) =>
        new[] { unit, unit[..1], unit.Replace("i", "", StringComparison.Ordinal) }.Contains(word, StringComparer.OrdinalIgnoreCase);
}
