namespace Perdure.Cli.Documents;

/// <summary>What `export` answers: where it went, how much it was, and what to know about it.</summary>
internal sealed record ExportDocument(string Id, string Output, long Bytes, int Files, IReadOnlyList<string> Notes);
