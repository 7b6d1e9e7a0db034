namespace Perdure.Scenarios.Report;

/// <summary>A figure to reach: a limit on perdure divided by criu, or on perdure alone.</summary>
internal sealed record Goal(string Scenario, string Row, string Figure, double Limit, bool IsRatio = true, bool Higher = false)
{
    public static IReadOnlyList<Goal> All { get; } =
    [
        new("redis-1g", "pause-idle", "reported pause", 1.0 / 50),
        new("redis-1g", "pause-load", "reported pause", 1.0 / 20),
        new("redis-1g", "checkpoint", "wall", 1.0),
        new("redis-1g", "checkpoint", "image, allocated", 0.6),
        new("redis-1g", "checkpoint", "peak memory", 300, IsRatio: false),
        new("redis-1g", "restore-eager", "first answer", 0.8),
        new("redis-1g", "restore-lazy", "first answer", 0.7),
        new("redis-1g", "throughput", "requests in its wall", 1.0, Higher: true),
        new("redis-10m", "checkpoint", "wall", 1.5),
        new("redis-10m", "restore-eager", "wall", 1.5),
        new("nginx", "checkpoint", "wall", 1.5),
        new("nginx", "restore-eager", "wall", 1.5),
        new("redis-1g-history", "throughput", "answers", 0.92, Higher: true),
        new("redis-1g-history", "pause", "median pause", 1.0 / 50),
        new("redis-1g-history", "pause", "worst pause", 1.0 / 15),
        new("redis-1g-history", "bytes", "stored by a checkpoint", 0.7),
        new("supervised", "redis", "answers", 0.99, Higher: true),
        new("supervised", "nginx", "answers", 0.99, Higher: true),
        new("recover", "redis", "answers", 0.95, Higher: true),
        new("recover", "nginx", "answers", 0.95, Higher: true),
        new("bisect-100m", "bisect", "restores", 8, IsRatio: false),
        new("redis-1g-history", "store", "60 checkpoints, allocated", 1.5),
    ];

    public static Goal? For(Series series) =>
        All.FirstOrDefault(goal => goal.Scenario == series.Scenario && goal.Row == series.Row && goal.Figure == series.Figure);

    public string Text => (Higher ? "> " : "<= ") + (IsRatio ? $"{Limit:0.###}x" : $"{Limit:0}");

    public string Verdict(double perdure, double? ratio)
    {
        if ((IsRatio ? ratio : perdure) is not { } value)
            return "";
        return (Higher ? value > Limit : value <= Limit) ? "met" : "short";
    }
}
