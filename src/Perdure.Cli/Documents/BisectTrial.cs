namespace Perdure.Cli.Documents;

/// <summary>One trial of `bisect`. Verdict is good, bad or skipped; Reason says in words what it is from; Output is the check's.</summary>
internal sealed record BisectTrial(
    string Id,
    DateTimeOffset Created,
    string Verdict,
    string Reason,
    long RestoreMicroseconds,
    long CheckMicroseconds,
    long WallMicroseconds,
    string Output);
