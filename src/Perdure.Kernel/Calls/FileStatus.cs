using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>What statx(2) says about a file.</summary>
/// <param name="Device">The device that holds it, as major * 2^20 + minor.</param>
/// <param name="Inode">Its inode number.</param>
/// <param name="Mode">Kind and permissions.</param>
/// <param name="Links">Names that it has.</param>
/// <param name="Uid">Owner.</param>
/// <param name="Gid">Group.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedNanoseconds">Last change of the content, in nanoseconds since 1970.</param>
/// <param name="ChangedNanoseconds">Last change of anything about it (ctime), in nanoseconds since 1970: nobody can set it back.</param>
/// <param name="DeviceNumber">Of a device file: which device it is, as major * 2^20 + minor.</param>
/// <param name="BlockSize">Preferred size of a transfer; the page size of a hugetlb file.</param>
public readonly record struct FileStatus(
    ulong Device,
    ulong Inode,
    uint Mode,
    uint Links,
    uint Uid,
    uint Gid,
    long Size,
    long ModifiedNanoseconds,
    long ChangedNanoseconds,
    ulong DeviceNumber,
    uint BlockSize)
{
    /// <summary>The kind of inode: one of the S_IF constants.</summary>
    public uint Kind => Mode & FileTypes.S_IFMT;

    /// <summary>The permission bits with set-id and sticky.</summary>
    public uint Permissions => Mode & 0xfff;

    /// <summary>Joins a device number's parts.</summary>
    public static ulong Join(uint major, uint minor) => ((ulong)major << 20) | minor;

    internal static FileStatus From(in StatxBuffer buffer) => new(
        Join(buffer.stx_dev_major, buffer.stx_dev_minor),
        buffer.stx_ino,
        buffer.stx_mode,
        buffer.stx_nlink,
        buffer.stx_uid,
        buffer.stx_gid,
        (long)buffer.stx_size,
        (buffer.stx_mtime.tv_sec * 1_000_000_000) + buffer.stx_mtime.tv_nsec,
        (buffer.stx_ctime.tv_sec * 1_000_000_000) + buffer.stx_ctime.tv_nsec,
        Join(buffer.stx_rdev_major, buffer.stx_rdev_minor),
        buffer.stx_blksize);
}
