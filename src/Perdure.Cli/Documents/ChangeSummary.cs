namespace Perdure.Cli.Documents;

/// <summary>What changed in a process between two checkpoints, counted. Kind is that of `diff`: same, new, gone, changed; Variables are names.</summary>
internal sealed record ChangeSummary(
    int Pid,
    string Command,
    string Kind,
    long Pages,
    long Bytes,
    int Threads,
    int Mappings,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Variables);
