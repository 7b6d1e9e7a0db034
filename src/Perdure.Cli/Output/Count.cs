using System.Globalization;

namespace Perdure.Cli.Output;

/// <summary>A number of things, in words.</summary>
internal static class Count
{
    internal static string Of(long number, string one, string? many = null) =>
        number.ToString("N0", CultureInfo.InvariantCulture) + " " + (number == 1 ? one : many ?? one + "s");
}
