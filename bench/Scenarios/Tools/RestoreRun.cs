namespace Perdure.Scenarios.Tools;

/// <summary>One restore.</summary>
/// <param name="Process">The tool's run; a lazy restore may go on in another process.</param>
/// <param name="StartedAt">When the first program of the restore was started, a page server included.</param>
/// <param name="FirstAnswerAt">When the restored server answered for the first time.</param>
internal sealed record RestoreRun(ToolResult Process, long StartedAt, long FirstAnswerAt)
{
    public double FirstAnswerMilliseconds => Clock.MillisecondsBetween(StartedAt, FirstAnswerAt);
}
