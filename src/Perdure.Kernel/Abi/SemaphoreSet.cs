using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>A System V semaphore set: <c>struct semid64_ds</c>, asm/sembuf.h (104 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct semid64_ds", "asm/sembuf.h", FieldPrefix = "sem_")]
public struct SemaphoreSet
{
    [CField("sem_perm")]
    public IpcPermissions Permissions;
    [CField("sem_otime")]
    public long OperationTime;
    private readonly ulong _pad0;
    [CField("sem_ctime")]
    public long ChangeTime;
    private readonly ulong _pad1;
    [CField("sem_nsems")]
    public ulong Count;
    private readonly ulong _pad2;
    private readonly ulong _pad3;
}
