namespace Perdure.Cli.Documents;

/// <summary>What `grep` answers. More: there are more matches than --max let through.</summary>
internal sealed record GrepDocument(string Id, IReadOnlyList<GrepMatch> Matches, bool More, IReadOnlyList<string> Notes);
