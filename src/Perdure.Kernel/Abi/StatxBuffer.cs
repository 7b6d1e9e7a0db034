using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>struct statx of linux/stat.h, up to the mount id; the rest is spare.</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
[CStruct("struct statx", "linux/stat.h", Extensible = true)]
public struct StatxBuffer
{
    /// <summary>Which fields are filled.</summary>
    public uint stx_mask;

    /// <summary>Preferred block size; the page size of a hugetlb file.</summary>
    public uint stx_blksize;

    /// <summary>Attributes.</summary>
    public ulong stx_attributes;

    /// <summary>Links to the inode.</summary>
    public uint stx_nlink;

    /// <summary>Owner.</summary>
    public uint stx_uid;

    /// <summary>Group.</summary>
    public uint stx_gid;

    /// <summary>Kind and permissions.</summary>
    public ushort stx_mode;

    /// <summary>Padding.</summary>
    public ushort __spare0;

    /// <summary>Inode number.</summary>
    public ulong stx_ino;

    /// <summary>Size in bytes.</summary>
    public ulong stx_size;

    /// <summary>512-byte blocks that are there.</summary>
    public ulong stx_blocks;

    /// <summary>Which attributes are known.</summary>
    public ulong stx_attributes_mask;

    /// <summary>Last read.</summary>
    public StatxTimestamp stx_atime;

    /// <summary>Creation.</summary>
    public StatxTimestamp stx_btime;

    /// <summary>Last change of the inode.</summary>
    public StatxTimestamp stx_ctime;

    /// <summary>Last change of the content.</summary>
    public StatxTimestamp stx_mtime;

    /// <summary>Device number of a device file.</summary>
    public uint stx_rdev_major;

    /// <summary>Device number of a device file.</summary>
    public uint stx_rdev_minor;

    /// <summary>Device that holds the file.</summary>
    public uint stx_dev_major;

    /// <summary>Device that holds the file.</summary>
    public uint stx_dev_minor;

    /// <summary>Mount that the file was reached by.</summary>
    public ulong stx_mnt_id;
}
