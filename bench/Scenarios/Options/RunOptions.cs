namespace Perdure.Scenarios.Options;

/// <summary>What to measure, and where.</summary>
internal sealed record RunOptions
{
    public static IReadOnlyList<string> AllScenarios { get; } = ["redis-1g", "redis-10m", "nginx", "redis-1g-history", "supervised", "recover", "bisect-100m"];

    /// <summary>The rows in the order in which they run: those that need untouched data come first.</summary>
    public static IReadOnlyList<string> AllRows { get; } =
        ["checkpoint", "pause-idle", "restore-eager", "restore-lazy", "throughput", "pause-load"];

    public static IReadOnlyList<string> AllTools { get; } = ["criu", "perdure"];

    public IReadOnlyList<string> Scenarios { get; init; } = AllScenarios;

    /// <summary>The rows asked for; empty means each row that the scenario has.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    public IReadOnlyList<string> Tools { get; init; } = AllTools;

    public int Rounds { get; init; } = 5;

    /// <summary>Rounds before the first one that counts: they bring files, code and the machine's memory into use.</summary>
    public int Warmups { get; init; } = 1;

    /// <summary>Memory that the big redis shall use.</summary>
    public int Megabytes { get; init; } = 1024;

    public int Seed { get; init; } = 1;

    /// <summary>The folder for images and stores: its file system is what both tools write to.</summary>
    public string WorkDirectory { get; init; } = Repository.Path("artifacts/bench-work");

    public string PerdureBinary { get; init; } = Repository.Path("artifacts/bin-release/perdure");

    /// <summary>Names the result file: bench/results/DATE-NAME.json. Empty: no file is written.</summary>
    public string Name { get; init; } = "";

    public bool Wants(string row) => Only.Count == 0 || Only.Contains(row);
}
