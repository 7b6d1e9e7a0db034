using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>System V shared memory and semaphores of our own IPC namespace.</summary>
public static unsafe partial class SysV
{
    private const long SYS_shmget = 29;
    private const long SYS_shmctl = 31;
    private const long SYS_semctl = 66;

    /// <summary>A segment by its id (the inode in /proc/PID/maps). EINVAL or EIDRM: there is none any more.</summary>
    public static KernelResult<ShmSegment> GetSegment(int id)
    {
        ShmSegment segment;
        var result = shmctl(SYS_shmctl, id, (int)SysVCommand.IPC_STAT, &segment);
        return result < 0 ? KernelResult.Failure<ShmSegment>(KernelResult.LastErrno()) : KernelResult.Success(segment);
    }

    /// <summary>The limits of shared memory.</summary>
    public static KernelResult<ShmLimits> GetLimits()
    {
        ShmLimits limits;
        var result = shmctl(SYS_shmctl, 0, (int)SysVCommand.IPC_INFO, &limits);
        return result < 0 ? KernelResult.Failure<ShmLimits>(KernelResult.LastErrno()) : KernelResult.Success(limits);
    }

    /// <summary>The id of the segment in a slot of the kernel's table; EINVAL for an empty slot.</summary>
    public static KernelResult<int> GetSegmentId(int slot)
    {
        ShmSegment segment;
        return KernelResult.FromLibc((int)shmctl(SYS_shmctl, slot, (int)SysVCommand.SHM_STAT_ANY, &segment));
    }

    /// <summary>Makes or finds a segment. The next new id can be chosen by writing /proc/sys/kernel/shm_next_id.</summary>
    /// <returns>The id.</returns>
    public static KernelResult<int> GetOrCreateSegment(int key, ulong sizeBytes, SysVFlags flags, uint mode) =>
        KernelResult.FromLibc((int)shmget(SYS_shmget, key, (nuint)sizeBytes, (int)((uint)flags | mode)));

    /// <summary>Sets owner and mode.</summary>
    public static KernelResult<int> SetSegment(int id, ShmSegment segment) =>
        KernelResult.FromLibc((int)shmctl(SYS_shmctl, id, (int)SysVCommand.IPC_SET, &segment));

    /// <summary>Marks a segment to go when the last process detaches it.</summary>
    public static KernelResult<int> RemoveSegment(int id) =>
        KernelResult.FromLibc((int)shmctl(SYS_shmctl, id, (int)SysVCommand.IPC_RMID, null));

    /// <summary>A semaphore set by its id.</summary>
    public static KernelResult<SemaphoreSet> GetSemaphores(int id)
    {
        SemaphoreSet set;
        var result = semctl(SYS_semctl, id, 0, (int)SysVCommand.IPC_STAT, &set);
        return result < 0 ? KernelResult.Failure<SemaphoreSet>(KernelResult.LastErrno()) : KernelResult.Success(set);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint shmget(long number, int key, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint shmctl(long number, int id, int command, void* buffer);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint semctl(long number, int id, int index, int command, void* buffer);
}
