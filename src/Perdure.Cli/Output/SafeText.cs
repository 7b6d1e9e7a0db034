namespace Perdure.Cli.Output;

/// <summary>Texts that come from programs (command lines, names, paths) may hold anything, and go to a terminal.</summary>
internal static class SafeText
{
    /// <summary>The text on one line, without what a terminal would obey.</summary>
    internal static string OneLine(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}
