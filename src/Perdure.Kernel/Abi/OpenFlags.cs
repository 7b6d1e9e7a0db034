namespace Perdure.Kernel.Abi;

/// <summary>How a file is open: the flags of open(2) and F_GETFL on x86-64 (asm-generic/fcntl.h).</summary>
[Flags]
[CConstants("asm/fcntl.h")]
public enum OpenFlags
{
    /// <summary>For reading only.</summary>
    O_RDONLY = 0,

    /// <summary>For writing only.</summary>
    O_WRONLY = 1,

    /// <summary>For reading and writing.</summary>
    O_RDWR = 2,

    /// <summary>The bits of the access mode.</summary>
    O_ACCMODE = 3,

    /// <summary>Make the file when it isn't there.</summary>
    O_CREAT = 0x40,

    /// <summary>Fail when it is there.</summary>
    O_EXCL = 0x80,

    /// <summary>Don't take a terminal as controlling terminal.</summary>
    O_NOCTTY = 0x100,

    /// <summary>Cut the file to nothing.</summary>
    O_TRUNC = 0x200,

    /// <summary>Each write goes to the end.</summary>
    O_APPEND = 0x400,

    /// <summary>Don't wait.</summary>
    O_NONBLOCK = 0x800,

    /// <summary>Writes wait for the data to be on the disk.</summary>
    O_DSYNC = 0x1000,

    /// <summary>Signals when ready; the C library calls it O_ASYNC.</summary>
    FASYNC = 0x2000,

    /// <summary>Past the page cache; on pipes: packets.</summary>
    O_DIRECT = 0x4000,

    /// <summary>Big files; always there on 64 bit.</summary>
    O_LARGEFILE = 0x8000,

    /// <summary>Only a directory.</summary>
    O_DIRECTORY = 0x10000,

    /// <summary>Don't follow a link at the end of the path.</summary>
    O_NOFOLLOW = 0x20000,

    /// <summary>Don't touch the time of the last read.</summary>
    O_NOATIME = 0x40000,

    /// <summary>Closed by exec.</summary>
    O_CLOEXEC = 0x80000,

    /// <summary>Writes wait for data and inode (the bit that O_SYNC has beyond O_DSYNC).</summary>
    O_SYNC = 0x101000,

    /// <summary>Only a place in the tree of files; no reading.</summary>
    O_PATH = 0x200000,

    /// <summary>A file without a name in a directory (the bit beyond O_DIRECTORY, and that one).</summary>
    O_TMPFILE = 0x410000,
}
