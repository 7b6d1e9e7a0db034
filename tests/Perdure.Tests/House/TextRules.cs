using System.Text.RegularExpressions;

namespace Perdure.Tests.House;

/// <summary>Rules about the text of files. Each answers what is wrong; nothing if nothing is.</summary>
internal static partial class TextRules
{
    /// <summary>Style rule 2: no file over 500 lines.</summary>
    internal const int LongestFile = 500;

    /// <summary>Style rule 16: the README of a room fits on a screen.</summary>
    internal const int LongestRoomReadme = 40;

    internal static string? TooLong(string file, string text, int longest)
    {
        var lines = text.Count(letter => letter == '\n');
        return lines > longest ? $"{file} has {lines} lines; {longest} are allowed" : null;
    }

    /// <summary>Native calls are LibraryImport, and only in the kernel room.</summary>
    internal static string? ForbiddenImport(string file, string text)
    {
        if (DllImportUse().IsMatch(text))
            return $"{file}: DllImport; use LibraryImport";
        return LibraryImportUse().IsMatch(text) && !file.StartsWith("src/Perdure.Kernel/", StringComparison.Ordinal) ? $"{file}: LibraryImport outside of the kernel room" : null;
    }

    /// <summary>Where the code happened to be written is nobody's business: neither its folders nor its sources of packages.</summary>
    internal static string? PrivatePlace(string file, string text) =>
        PrivatePlaces().Match(text) is { Success: true } place ? $"{file}: names a private place: {place.Value}" : null;

    // The bracket expressions keep this file from matching itself.
    [GeneratedRegex(@"(?<![\w.~])/[w]ork/\w|(?<![\w.~])/[r]oot/[\w.]|(?<![\w.~])/[h]ome/\w|https?://[^\s/""'<>]*([n]uget|[n]pmjs|[p]ypi|[d]ebian|[r]egistry|[m]irror|[a]rtifactory|[p]roxy)[^\s/""'<>]*")]
    private static partial Regex PrivatePlaces();

    [GeneratedRegex(@"\[\s*(System\.Runtime\.InteropServices\.)?[D]llImport(Attribute)?\s*\(")]
    private static partial Regex DllImportUse();

    [GeneratedRegex(@"\[\s*(System\.Runtime\.InteropServices\.)?[L]ibraryImport(Attribute)?\s*\(")]
    private static partial Regex LibraryImportUse();
}
