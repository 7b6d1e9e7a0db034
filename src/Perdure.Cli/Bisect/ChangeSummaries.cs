using Perdure.Checkpoints.Comparing;
using Perdure.Cli.Documents;
using Perdure.Cli.Output;

namespace Perdure.Cli.Bisect;

/// <summary>What changed between two checkpoints, a line for each process. perdure diff tells all of it.</summary>
internal static class ChangeSummaries
{
    private const int MostNames = 5;

    /// <summary>Counts.</summary>
    internal static IReadOnlyList<ChangeSummary> Of(CheckpointDifference difference) => [.. difference.Processes.Select(Of)];

    /// <summary>The same for people.</summary>
    internal static string Line(ChangeSummary change)
    {
        string[] parts =
        [
            .. change.Kind is "new" or "gone" ? [$"the process is {change.Kind}"] : Array.Empty<string>(),
            .. Part(change.Pages, "page", change.Pages > 0 ? $" of memory ({Counted(change.Bytes, "byte")})" : ""),
            .. Part(change.Threads, "thread", ""),
            .. Part(change.Mappings, "mapping", ""),
            .. Names("open file", change.Files),
            .. Names("variable", change.Variables),
        ];
        return $"{change.Pid} {SafeText.OneLine(change.Command)}: {string.Join(", ", parts)}";
    }

    private static ChangeSummary Of(ProcessDifference process) => new(
        process.Pid,
        (process.After ?? process.Before)?.Command.Trim() ?? "",
        process.Kind.ToString().ToLowerInvariant(),
        process.Memory.Sum(memory => memory.Pages),
        process.Memory.Sum(memory => memory.Bytes),
        process.Threads.Count,
        process.Mappings.Count,
        [.. process.Files.Select(file => (file.After ?? file.Before)?.Name ?? "").Distinct()],
        [.. process.Memory.SelectMany(memory => memory.Symbols).Select(symbol => symbol.Name).Distinct()]);

    private static string[] Part(long count, string noun, string more) => count == 0 ? [] : [Counted(count, noun) + more];

    private static string[] Names(string noun, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return [];
        var more = names.Count > MostNames ? ", ..." : "";
        return [$"{Counted(names.Count, noun)} ({SafeText.OneLine(string.Join(", ", names.Take(MostNames)))}{more})"];
    }

    private static string Counted(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
