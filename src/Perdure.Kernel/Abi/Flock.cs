using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>struct flock of linux/fcntl.h on 64 bit.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct flock", "asm/fcntl.h")]
public struct Flock
{
    /// <summary>F_RDLCK 0, F_WRLCK 1, F_UNLCK 2.</summary>
    public short l_type;

    /// <summary>SEEK_SET 0.</summary>
    public short l_whence;

    /// <summary>First byte.</summary>
    public long l_start;

    /// <summary>Number of bytes; 0 up to the end of the file, wherever that is.</summary>
    public long l_len;

    /// <summary>0 for locks of open file descriptions.</summary>
    public int l_pid;
}
