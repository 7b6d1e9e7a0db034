using Perdure.Checkpoints.Files.Capture;

namespace Perdure.Checkpoints.Files.Pipes;

/// <summary>Standard input, output and error may lead outside: the caller of a restore gives something in their place.</summary>
internal static class StandardStreams
{
    private static readonly string[] Names = ["standard input", "standard output", "standard error"];

    /// <summary>0, 1 or 2 when some process has the description there; else null.</summary>
    public static int? NumberOf(FoundDescription found)
    {
        var least = found.Holders.Where(static holder => holder.Fd >= 0).Select(static holder => holder.Fd).DefaultIfEmpty(int.MaxValue).Min();
        return least < Names.Length ? least : null;
    }

    public static string NoteOf(int standard, string what) => $"{Names[standard]} is {what}; a restored program gets the one of 'perdure restore' instead";

    public static string NameOf(int standard) => Names[Math.Clamp(standard, 0, Names.Length - 1)];
}
