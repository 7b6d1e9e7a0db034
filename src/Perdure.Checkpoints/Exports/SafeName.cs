namespace Perdure.Checkpoints.Exports;

/// <summary>Names of exported files. They come from the image, which may be hostile: whatever it says, the name is one harmless word.</summary>
internal static class SafeName
{
    private const int MaxLength = 80;

    /// <summary>A number, which makes the name unique, and what is left of the last part of a path.</summary>
    public static string Of(int number, string path)
    {
        var last = path[(path.LastIndexOf('/') + 1)..];
        var kept = last.Length <= MaxLength ? last : last[^MaxLength..];
        return $"{number:0000}-{string.Concat(kept.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '_'))}";
    }
}
