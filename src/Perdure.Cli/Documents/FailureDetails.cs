namespace Perdure.Cli.Documents;

/// <summary>What failed, what to do next, and how the tool ends.</summary>
internal sealed record FailureDetails(string Message, string Hint, int ExitCode);
