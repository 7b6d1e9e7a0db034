namespace Perdure.Checkpoints.Files.Records;

/// <summary>One watch.</summary>
/// <param name="Number">The watch descriptor that the program knows.</param>
/// <param name="Path">What is watched; null when it could not be found.</param>
/// <param name="Mask">IN flags.</param>
/// <param name="Inode">Its inode.</param>
public sealed record InotifyWatch(int Number, string? Path, uint Mask, FileIdentity Inode);
