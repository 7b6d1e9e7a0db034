namespace Perdure.Tests.House;

/// <summary>Which room may know which; docs/00-map.md draws it. Tests and benchmarks may know every room.</summary>
internal static class Arrows
{
    internal static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["Perdure.Kernel"] = [],
        ["Perdure.Binaries"] = [],
        ["Perdure.Tracing"] = ["Perdure.Kernel"],
        ["Perdure.Store"] = ["Perdure.Kernel"],
        ["Perdure.Agent"] = ["Perdure.Tracing", "Perdure.Binaries", "Perdure.Kernel"],
        ["Perdure.Checkpoints"] = ["Perdure.Tracing", "Perdure.Store", "Perdure.Binaries", "Perdure.Kernel"],
        ["Perdure.Supervision"] = ["Perdure.Checkpoints", "Perdure.Tracing", "Perdure.Store", "Perdure.Kernel"],
        ["Perdure.Recovery"] = ["Perdure.Tracing", "Perdure.Binaries", "Perdure.Kernel"],
        ["Perdure.Elsewhere"] = ["Perdure.Store", "Perdure.Kernel"],
        ["Perdure.Cli"] = ["Perdure.Supervision", "Perdure.Recovery", "Perdure.Elsewhere", "Perdure.Checkpoints", "Perdure.Tracing", "Perdure.Store", "Perdure.Binaries", "Perdure.Kernel"],
    };

    /// <summary>What is wrong with the arrows of a room; empty if nothing.</summary>
    internal static IReadOnlyList<string> Check(string room, IEnumerable<string> knows, IReadOnlyDictionary<string, string[]> allowed)
    {
        if (!allowed.TryGetValue(room, out var may))
            return [$"{room} is not on the map: give it a line in Arrows.Allowed and in docs/00-map.md"];
        return [.. knows.Except(may).Select(other => $"forbidden arrow: {room} -> {other}")];
    }
}
