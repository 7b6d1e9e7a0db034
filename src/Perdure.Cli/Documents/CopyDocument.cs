using Perdure.Elsewhere;

namespace Perdure.Cli.Documents;

/// <summary>What `push` and `pull` answer. Bytes: of all that travelled, images included.</summary>
internal sealed record CopyDocument(string Place, IReadOnlyList<CopiedCheckpoint> Checkpoints, long Bytes, long WallMicroseconds);
