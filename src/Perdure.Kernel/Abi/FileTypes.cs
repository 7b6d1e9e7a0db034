namespace Perdure.Kernel.Abi;

/// <summary>The kinds of inode in st_mode (linux/stat.h).</summary>
[CConstants("sys/stat.h")]
public static class FileTypes
{
    /// <summary>The bits of the kind.</summary>
    public const uint S_IFMT = 0xf000;

    /// <summary>Socket.</summary>
    public const uint S_IFSOCK = 0xc000;

    /// <summary>Symbolic link.</summary>
    public const uint S_IFLNK = 0xa000;

    /// <summary>Regular file.</summary>
    public const uint S_IFREG = 0x8000;

    /// <summary>Block device.</summary>
    public const uint S_IFBLK = 0x6000;

    /// <summary>Directory.</summary>
    public const uint S_IFDIR = 0x4000;

    /// <summary>Character device.</summary>
    public const uint S_IFCHR = 0x2000;

    /// <summary>Pipe or fifo.</summary>
    public const uint S_IFIFO = 0x1000;
}
