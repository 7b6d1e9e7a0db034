namespace Perdure.Kernel.Abi;

/// <summary>Commands of shmctl, semctl and msgctl (linux/ipc.h, shm.h, sem.h, msg.h). See shmctl(2).</summary>
[CConstants("linux/ipc.h linux/shm.h linux/sem.h linux/msg.h")]
public enum SysVCommand
{
    IPC_RMID = 0,
    IPC_SET = 1,
    IPC_STAT = 2,
    IPC_INFO = 3,
    SHM_LOCK = 11,
    SHM_UNLOCK = 12,
    SHM_STAT = 13,
    SHM_INFO = 14,
    SHM_STAT_ANY = 15,
    GETPID = 11,
    GETVAL = 12,
    GETALL = 13,
    GETNCNT = 14,
    GETZCNT = 15,
    SETVAL = 16,
    SETALL = 17,
    SEM_STAT = 18,
    SEM_INFO = 19,
    SEM_STAT_ANY = 20,
    MSG_STAT = 11,
    MSG_INFO = 12,
    MSG_STAT_ANY = 13,
}
