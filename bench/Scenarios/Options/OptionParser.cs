using System.Globalization;
using Perdure.Kernel;

namespace Perdure.Scenarios.Options;

/// <summary>The command line of this program; small enough to be read without a library.</summary>
internal static class OptionParser
{
    public const string Usage = """
        usage: perdure-scenarios [redis-1g] [redis-10m] [nginx] [redis-1g-history] [supervised] [recover] [bisect-100m] [options]      (no scenario: all of them)
          --only ROW[,ROW]      checkpoint, pause-idle, restore-eager, restore-lazy, throughput, pause-load
          --rounds N            rounds per row, tools interleaved (5)
          --warmups N           rounds before them that are not counted (1)
          --tools T[,T]         criu, perdure (both)
          --megabytes N         memory of the big redis (1024)
          --seed N              seed of the data (1)
          --dir DIR             where images are written (artifacts/bench-work)
          --perdure FILE        the binary under test (artifacts/bin-release/perdure)
          --name NAME           write bench/results/DATE-NAME.json
        """;

    public static RunOptions Parse(IReadOnlyList<string> words)
    {
        var options = new RunOptions();
        var scenarios = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
                scenarios.Add(OneOf(words[i], RunOptions.AllScenarios, "scenario"));
            else
                options = Apply(options, words[i], i + 1 < words.Count ? words[++i] : throw Wrong($"{words[i]} wants a value"));
        }

        return scenarios.Count == 0 ? options : options with { Scenarios = scenarios };
    }

    private static RunOptions Apply(RunOptions options, string name, string value) => name switch
    {
        "--only" => options with { Only = ListOf(value, RunOptions.AllRows, "row") },
        "--tools" => options with { Tools = ListOf(value, RunOptions.AllTools, "tool") },
        "--rounds" => options with { Rounds = Number(name, value, 1, 100) },
        "--warmups" => options with { Warmups = Number(name, value, 0, 100) },
        "--megabytes" => options with { Megabytes = Number(name, value, 1, 65536) },
        "--seed" => options with { Seed = Number(name, value, 0, int.MaxValue) },
        "--dir" => options with { WorkDirectory = Path.Combine(Path.GetFullPath(value), "perdure-bench-work") },
        "--perdure" => options with { PerdureBinary = Path.GetFullPath(value) },
        "--name" => options with { Name = value },
        _ => throw Wrong($"unknown option {name}"),
    };

    private static List<string> ListOf(string value, IReadOnlyList<string> known, string kind) =>
        [.. value.Split(',').Select(word => OneOf(word, known, kind))];

    private static string OneOf(string word, IReadOnlyList<string> known, string kind) =>
        known.Contains(word) ? word : throw Wrong($"unknown {kind} {word}; there are {string.Join(", ", known)}");

    private static int Number(string name, string value, int least, int most) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong($"{name} wants a number from {least} to {most}, not {value}");

    private static PerdureException Wrong(string message) => new(message, Usage, ExitCode.Usage);
}
