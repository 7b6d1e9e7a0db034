namespace Perdure.Checkpoints.Comparing;

/// <summary>A process in short.</summary>
/// <param name="Command">Its command line; its name if it has none.</param>
/// <param name="State">running, stopped or zombie.</param>
public sealed record ProcessSummary(string Command, string State);
