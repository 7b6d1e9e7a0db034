using System.CommandLine;
using Perdure.Checkpoints.Searching;

namespace Perdure.Cli.Options;

/// <summary>--bytes HEX: bytes to search for.</summary>
internal sealed class BytesOption : Option<SearchPattern?>
{
    internal BytesOption()
        : base("--bytes")
    {
        HelpName = "HEX";
        Description = "Find these bytes instead of a text: two hex digits each, spaces between are ignored.";
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (Bytes(word) is { Length: > 0 and <= SearchPattern.MostBytes } bytes)
                return SearchPattern.OfBytes(bytes);
            result.AddError($"--bytes needs 1 to {SearchPattern.MostBytes} bytes of two hex digits each, not '{word}'");
            return null;
        };
    }

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
