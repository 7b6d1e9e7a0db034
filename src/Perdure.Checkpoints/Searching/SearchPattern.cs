using System.Text;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Searching;

/// <summary>What is searched for.</summary>
public sealed class SearchPattern
{
    /// <summary>The most bytes of a pattern; so much of each window is looked at twice.</summary>
    public const int MostBytes = 64 << 10;

    private SearchPattern(params SearchNeedle[] needles)
    {
        Needles = needles;
        Longest = needles.Max(needle => needle.Length);
        if (Longest > MostBytes)
            throw new PerdureException($"a pattern of {Longest} bytes is too long", $"{MostBytes} are the most: search for a part of it", ExitCode.Usage);
    }

    /// <summary>The rows of bytes, any of which is a match.</summary>
    public IReadOnlyList<SearchNeedle> Needles { get; }

    /// <summary>Bytes of the longest.</summary>
    public int Longest { get; }

    /// <summary>Bytes as they are. Precondition: there are some.</summary>
    public static SearchPattern OfBytes(byte[] bytes) => new(new SearchNeedle(MatchEncoding.Bytes, bytes, bytes));

    /// <summary>Text. Precondition: it is not empty.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ignoreCase">Whether small and capital letters of ASCII are the same.</param>
    /// <param name="wide">Whether to search for it in UTF-16, too.</param>
    public static SearchPattern OfText(string text, bool ignoreCase, bool wide)
    {
        var narrow = NeedleOf(text, ignoreCase, MatchEncoding.Utf8, Encoding.UTF8);
        return wide ? new SearchPattern(narrow, NeedleOf(text, ignoreCase, MatchEncoding.Utf16, Encoding.Unicode)) : new SearchPattern(narrow);
    }

    // A letter of ASCII has as many bytes small as capital, in both encodings.
    private static SearchNeedle NeedleOf(string text, bool ignoreCase, MatchEncoding name, Encoding encoding)
    {
        var bytes = encoding.GetBytes(ignoreCase ? string.Concat(text.Select(Lower)) : text);
        return new SearchNeedle(name, bytes, ignoreCase ? encoding.GetBytes(string.Concat(text.Select(Upper))) : bytes);
    }

    private static char Lower(char letter) => char.IsAscii(letter) ? char.ToLowerInvariant(letter) : letter;

    private static char Upper(char letter) => char.IsAscii(letter) ? char.ToUpperInvariant(letter) : letter;
}
