namespace Perdure.Cli.Bisect;

/// <summary>What a search found.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Good">The place of the last good one, if there is one.</param>
/// <param name="Bad">The place of the first bad one, if there is one.</param>
/// <param name="Between">The places between the two, which could not be judged.</param>
internal sealed record BisectionResult(BisectionEnd End, int? Good, int? Bad, IReadOnlyList<int> Between);
