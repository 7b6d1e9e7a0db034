
namespace Perdure.Store;

/// <summary>A buffer on its way into a pack.</summary>
/// <param name="Buffer">The bytes.</param>
/// <param name="Index">The chunk that they become, or its first part.</param>
/// <param name="Patches">What the bytes are, if they are patches.</param>
internal readonly record struct ChunkTask(PageBuffer Buffer, ChunkIndex Index, PatchTask? Patches);
