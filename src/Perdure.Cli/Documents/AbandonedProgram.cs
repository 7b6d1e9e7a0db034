namespace Perdure.Cli.Documents;

/// <summary>A program that goes on without its supervisor, which ended without a word. LastEvent: when that was last heard of.</summary>
internal sealed record AbandonedProgram(string Name, int Pid, DateTimeOffset LastEvent);
