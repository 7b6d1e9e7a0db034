namespace Perdure.Cli.Documents;

/// <summary>What `demo` answers.</summary>
internal sealed record DemoDocument(bool Ok, IReadOnlyList<DemoStep> Steps);
