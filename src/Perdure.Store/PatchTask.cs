using Perdure.Store.Codecs;

namespace Perdure.Store;

/// <summary>Patches on their way into a pack; their blocks are in a buffer.</summary>
/// <param name="Bases">The identities of the chunks that they stand upon.</param>
/// <param name="Pages">The pages; their place in the base counts from the start of its whole chunk.</param>
internal sealed record PatchTask(ChunkHash[] Bases, IReadOnlyList<PatchedPage> Pages);
