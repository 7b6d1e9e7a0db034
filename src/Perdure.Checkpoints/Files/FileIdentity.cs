namespace Perdure.Checkpoints.Files;

/// <summary>Which inode a file is, while it lives: its device (major * 2^20 + minor) and number.</summary>
/// <param name="Device">Device.</param>
/// <param name="Inode">Inode number.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode);
