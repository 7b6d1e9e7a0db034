namespace Perdure.Cli.Documents;

/// <summary>
/// A feature of `doctor`. State: present, absent, or not permitted (to this user). Needed: required (for everything), needed (for
/// what For says), or optional.
/// </summary>
internal sealed record ProbedFeature(string Name, string State, string Needed, string For, string Detail, string Hint);
