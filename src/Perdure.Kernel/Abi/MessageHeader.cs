using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>struct user_msghdr of linux/socket.h.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct msghdr", "sys/socket.h")]
public unsafe struct MessageHeader
{
    /// <summary>Address.</summary>
    public void* msg_name;

    /// <summary>Bytes of the address.</summary>
    public int msg_namelen;

    /// <summary>Data.</summary>
    public IoVec* msg_iov;

    /// <summary>Number of pieces of data.</summary>
    public nuint msg_iovlen;

    /// <summary>Control messages.</summary>
    public void* msg_control;

    /// <summary>Bytes of control messages.</summary>
    public nuint msg_controllen;

    /// <summary>Flags as received.</summary>
    public uint msg_flags;
}
