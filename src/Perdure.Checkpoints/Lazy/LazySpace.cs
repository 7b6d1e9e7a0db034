using Perdure.Checkpoints.Memory;

namespace Perdure.Checkpoints.Lazy;

/// <summary>An address space that misses pages.</summary>
/// <param name="ObjectId">Under which the image keeps its pages.</param>
/// <param name="Ranges">Its registered mappings.</param>
internal sealed record LazySpace(long ObjectId, IReadOnlyList<PageRange> Ranges);
