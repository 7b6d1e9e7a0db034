namespace Perdure.Checkpoints.Image;

/// <summary>Memory that several mappings or descriptors share, kept once.</summary>
/// <param name="Id">Its id in the image.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name in /proc/PID/maps.</param>
/// <param name="Device">The device of its file.</param>
/// <param name="Inode">The inode of its file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="SysVKey">For SysV: the key.</param>
/// <param name="SysVMode">For SysV: mode bits.</param>
/// <param name="SysVId">For SysV: the id.</param>
/// <param name="UserId">For SysV: owner.</param>
/// <param name="GroupId">For SysV: group.</param>
public sealed record MemoryObjectImage(
    long Id,
    MemoryObjectKind Kind,
    string Name,
    ulong Device,
    ulong Inode,
    long Bytes,
    int SysVKey,
    int SysVMode,
    int SysVId,
    uint UserId,
    uint GroupId);
