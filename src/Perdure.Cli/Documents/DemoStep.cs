namespace Perdure.Cli.Documents;

/// <summary>A step of the demo.</summary>
internal sealed record DemoStep(string What, string Result, long WallMicroseconds);
