using Perdure.Checkpoints.Memory;

namespace Perdure.Checkpoints.Lazy;

/// <summary>An address space that misses pages.</summary>
/// <param name="ObjectId">Under which the image keeps its pages.</param>
/// <param name="Descriptor">The number of its userfaultfd, in the process that wrote the plan.</param>
/// <param name="Ranges">Its registered mappings.</param>
internal sealed record LazySpace(long ObjectId, int Descriptor, IReadOnlyList<PageRange> Ranges);
