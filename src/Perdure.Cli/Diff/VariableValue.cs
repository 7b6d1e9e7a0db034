using System.Globalization;

namespace Perdure.Cli.Diff;

/// <summary>The value of a small variable for people.</summary>
internal static class VariableValue
{
    private const ulong MostDecimal = uint.MaxValue;

    /// <summary>Bytes as they lie in memory, in hex, as a number: decimal, or in hex where it may well be an address.</summary>
    internal static string? Format(string? bytes)
    {
        if (bytes is null or "")
            return null;
        var value = 0UL;
        foreach (var (part, place) in Convert.FromHexString(bytes).Select((part, place) => (part, place)))
            value |= (ulong)part << (place * 8);
        return value <= MostDecimal ? value.ToString(CultureInfo.InvariantCulture) : $"0x{value:x}";
    }
}
