using Perdure.Checkpoints.Searching;

namespace Perdure.Cli.Options;

/// <summary>--bytes HEX: bytes to search for.</summary>
internal sealed class BytesOption() : ParsedOption<SearchPattern>(
    "--bytes",
    "HEX",
    "Find these bytes instead of a text: two hex digits each, spaces between are ignored.",
    (word, refuse) => Bytes(word) is { Length: > 0 and <= SearchPattern.MostBytes } bytes
        ? SearchPattern.OfBytes(bytes)
        : refuse($"--bytes needs 1 to {SearchPattern.MostBytes} bytes of two hex digits each, not '{word}'"))
{
    private static byte[]? Bytes(string word)
    {
        try
        {
            return Convert.FromHexString(word.Replace(" ", "", StringComparison.Ordinal));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
