namespace Perdure.Supervision;

/// <summary>A question to a supervisor.</summary>
/// <param name="Verb">What is asked.</param>
public sealed record ControlRequest(ControlVerb Verb);
