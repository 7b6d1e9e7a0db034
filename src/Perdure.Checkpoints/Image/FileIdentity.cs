namespace Perdure.Checkpoints.Image;

/// <summary>A file on which a program depends, and how to tell whether it is still the same.</summary>
/// <param name="Path">Where it was.</param>
/// <param name="Deleted">Whether it was deleted already.</param>
/// <param name="Device">Its device.</param>
/// <param name="Inode">Its inode.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ModifiedNanoseconds">Modification time since the epoch.</param>
/// <param name="BuildId">The build id of an ELF file, in hex.</param>
public sealed record FileIdentity(
    string Path,
    bool Deleted,
    ulong Device,
    ulong Inode,
    long Size,
    long ModifiedNanoseconds,
    string? BuildId);
