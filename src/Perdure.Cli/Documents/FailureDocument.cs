namespace Perdure.Cli.Documents;

/// <summary>The JSON of a failure.</summary>
internal sealed record FailureDocument(FailureDetails Error);
