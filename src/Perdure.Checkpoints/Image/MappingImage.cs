namespace Perdure.Checkpoints.Image;

/// <summary>One mapping.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">Address after the last.</param>
/// <param name="Protection">PROT_*.</param>
/// <param name="Shared">MAP_SHARED.</param>
/// <param name="Kind">What lies beneath.</param>
/// <param name="Offset">Offset in the file or object, bytes.</param>
/// <param name="Name">The path, or the name of anonymous memory.</param>
/// <param name="File">The file beneath.</param>
/// <param name="WritableFile">Whether a shared mapping may become writable (VM_MAYWRITE).</param>
/// <param name="ObjectId">For shared memory and deleted files: the object in the image; 0 if none.</param>
/// <param name="Flags">Marks of madvise, mlock and mmap.</param>
/// <param name="MemoryPolicy">Its line of numa_maps policy; empty for the default.</param>
public sealed record MappingImage(
    ulong Start,
    ulong End,
    int Protection,
    bool Shared,
    MappingKind Kind,
    ulong Offset,
    string Name,
    FileIdentity? File,
    bool WritableFile,
    long ObjectId,
    MappingFlags Flags,
    string MemoryPolicy);
