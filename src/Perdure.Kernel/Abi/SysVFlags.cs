namespace Perdure.Kernel.Abi;

/// <summary>Flags of shmget and shmat (linux/ipc.h, linux/shm.h). SHM_NORESERVE (shmget) and SHM_RDONLY (shmat) share a bit. See shmget(2).</summary>
[Flags]
[CConstants("linux/ipc.h linux/shm.h")]
public enum SysVFlags : uint
{
    IPC_CREAT = 0x200,
    IPC_EXCL = 0x400,
    IPC_NOWAIT = 0x800,
    SHM_HUGETLB = 0x800,
    SHM_NORESERVE = 0x1000,
    SHM_RDONLY = 0x1000,
    SHM_RND = 0x2000,
    SHM_REMAP = 0x4000,
    SHM_EXEC = 0x8000,
}
