using Perdure.Checkpoints.Exports;
using Perdure.Store;

namespace Perdure.Checkpoints.Comparing;

/// <summary>The memory of a process in one of two checkpoints that are compared.</summary>
/// <param name="Image">The chunks.</param>
/// <param name="Content">The memory.</param>
internal sealed record ComparedMemory(ImageReader Image, ProcessContent Content);
