namespace Perdure.Cli.Documents;

/// <summary>
/// What a trial answers to `bisect`. Ended is one of TrialEnd's names; Code is the check's exit code or the signal that ended it; Message and Hint tell why there
/// was no check.
/// </summary>
internal sealed record TrialReport(
    string Ended,
    int Code,
    string Message,
    string Hint,
    int ExitCode,
    IReadOnlyList<string> Notes,
    long RestoreMicroseconds,
    long CheckMicroseconds);
