using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>A System V shared memory segment: <c>struct shmid64_ds</c>, asm/shmbuf.h (112 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct shmid64_ds", "asm/shmbuf.h", FieldPrefix = "shm_")]
public struct ShmSegment
{
    [CField("shm_perm")]
    public IpcPermissions Permissions;
    [CField("shm_segsz")]
    public ulong SizeBytes;
    [CField("shm_atime")]
    public long AttachTime;
    [CField("shm_dtime")]
    public long DetachTime;
    [CField("shm_ctime")]
    public long ChangeTime;
    [CField("shm_cpid")]
    public int CreatorPid;
    [CField("shm_lpid")]
    public int LastPid;
    [CField("shm_nattch")]
    public ulong AttachCount;
    private readonly ulong _pad0;
    private readonly ulong _pad1;
}
