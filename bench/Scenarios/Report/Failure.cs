namespace Perdure.Scenarios.Report;

/// <summary>A row that a tool could not do, and why.</summary>
internal sealed record Failure(string Scenario, string Row, string Tool, string Reason);
