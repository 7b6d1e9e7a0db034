namespace Perdure.Kernel.Calls;

public static unsafe partial class Wait
{
    private static int s_child;
    private static int s_end = -1;

    /// <summary>
    /// Has the end of a child remembered: where one thread traces a child of ours, its wait may be the one that buries it, and whoever waits as its parent comes too late.
    /// </summary>
    public static void RememberEndOf(Pid child) => Volatile.Write(ref s_child, child.Value);

    /// <summary>How that child ended, if another thread has buried it; null otherwise.</summary>
    public static WaitStatus? RememberedEnd => Volatile.Read(ref s_end) is >= 0 and var raw ? new WaitStatus(raw) : null;

    private static WaitStatus Noted(int tid, WaitStatus status)
    {
        if (status.Ended && tid == Volatile.Read(ref s_child))
            Volatile.Write(ref s_end, status.Raw);
        return status;
    }

    /// <summary>Waits until a child of ours ends, or is stopped as by Ctrl-Z.</summary>
    public static KernelResult<WaitStatus> ForJob(Pid pid)
    {
        int status;
        int result;
        do
            result = wait4(pid.Value, &status, __WALL | WUNTRACED, null);
        while (result == -1 && KernelResult.LastErrno() == Errno.EINTR);
        return result == -1
            ? KernelResult.Failure<WaitStatus>(KernelResult.LastErrno())
            : KernelResult.Success(new WaitStatus(status));
    }
}
