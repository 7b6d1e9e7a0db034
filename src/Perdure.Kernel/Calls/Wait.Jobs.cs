namespace Perdure.Kernel.Calls;

public static unsafe partial class Wait
{
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
