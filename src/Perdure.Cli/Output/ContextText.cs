using System.Buffers;
using System.Globalization;
using System.Text;

namespace Perdure.Cli.Output;

/// <summary>Memory as text for people: what is no text is a full stop, and nothing in it moves a cursor or turns the direction of writing.</summary>
internal static class ContextText
{
    /// <summary>Memory that holds text of one byte a letter, or of UTF-8.</summary>
    internal static string OfUtf8(ReadOnlySpan<byte> memory)
    {
        var text = new StringBuilder();
        while (!memory.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(memory, out var rune, out var length);
            Append(text, status, rune);
            memory = memory[length..];
        }

        return text.ToString();
    }

    /// <summary>Memory that holds text of UTF-16.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="at">Where in it a letter begins.</param>
    internal static string OfUtf16(ReadOnlySpan<byte> memory, int at)
    {
        var letters = Encoding.Unicode.GetChars(memory[(at % 2)..].ToArray()).AsSpan();
        var text = new StringBuilder();
        while (!letters.IsEmpty)
        {
            var status = Rune.DecodeFromUtf16(letters, out var rune, out var length);
            Append(text, status, rune);
            letters = letters[length..];
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, OperationStatus status, Rune rune) =>
        text.Append(status == OperationStatus.Done && IsText(rune) ? rune.ToString() : ".");

    private static bool IsText(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
        or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
        or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation
        or UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol;
}
