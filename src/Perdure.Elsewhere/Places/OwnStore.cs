using Perdure.Store;

namespace Perdure.Elsewhere.Places;

/// <summary>Opens the local store, which may have to be made only when it is known what its checkpoints are encrypted with.</summary>
/// <param name="seal">That of the place, empty for none; null if nobody has decided yet.</param>
public delegate ImageStore OwnStore(ReadOnlyMemory<byte>? seal);
