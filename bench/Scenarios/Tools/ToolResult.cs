namespace Perdure.Scenarios.Tools;

/// <summary>How one run of a program went.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors, long StartedAt, long EndedAt, long PeakMemoryBytes)
{
    public double WallMilliseconds => Clock.MillisecondsBetween(StartedAt, EndedAt);
}
