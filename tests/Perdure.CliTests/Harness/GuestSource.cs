namespace Perdure.CliTests.Harness;

/// <summary>A guest's source and the directions in its opening comment (tests/Guests/README.md).</summary>
internal sealed record GuestSource(string Name, IReadOnlyDictionary<string, string> Directions)
{
    public string Libraries => Directions.GetValueOrDefault("libs", "").Replace(',', ' ');

    /// <summary>A word that a refusal must name to count as right; null when a refusal is a failure.</summary>
    public string? MayRefuse => Directions.GetValueOrDefault("may-refuse");

    public IReadOnlySet<string> Differs => Directions.GetValueOrDefault("differs", "").Split(',').ToHashSet();

    public bool NeedsRoot => Directions.GetValueOrDefault("needs", "").Split(',').Contains("root");

    public bool RunsIn(string mode) => !Directions.TryGetValue("modes", out var modes) || modes.Split(',').Contains(mode);

    public static GuestSource Load(string name)
    {
        var directions = new Dictionary<string, string>();
        foreach (var line in File.ReadLines(Path.Combine(Repository.Guests, name + ".c")).Take(12))
        {
            var at = line.IndexOf("guest:", StringComparison.Ordinal);
            foreach (var word in at < 0 ? [] : line[(at + 6)..].Split([' ', '*', '/'], StringSplitOptions.RemoveEmptyEntries))
                if (word.Split('=', 2) is [var key, var value])
                    directions[key] = value;
        }
        return new GuestSource(name, directions);
    }

    private static readonly string[] Wanted = (Environment.GetEnvironmentVariable("PERDURE_GUESTS") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Every guest of the folder, so that a new one is tested without being listed anywhere; of those that PERDURE_GUESTS names, if it names any.</summary>
    public static IReadOnlyList<GuestSource> All { get; } =
        [.. Directory.GetFiles(Repository.Guests, "*.c")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => name != "keeper" && !name.StartsWith("tool-", StringComparison.Ordinal) && !name.StartsWith("files-", StringComparison.Ordinal))
            .Where(name => Wanted.Length == 0 || Wanted.Contains(name))
            .Order(StringComparer.Ordinal)
            .Select(Load)];
}
