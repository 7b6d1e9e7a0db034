using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Owner and mode of a System V object: <c>struct ipc64_perm</c>, asm/ipcbuf.h (48 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct ipc64_perm", "asm/ipcbuf.h")]
public struct IpcPermissions
{
    public int Key;
    public uint Uid;
    public uint Gid;
    public uint Cuid;
    public uint Cgid;
    public uint Mode;
    [CField("seq")]
    public ushort Sequence;
    private readonly ushort _pad0;
    private readonly uint _pad1;
    private readonly ulong _pad2;
    private readonly ulong _pad3;
}
