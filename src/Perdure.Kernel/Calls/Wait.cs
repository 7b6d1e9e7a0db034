using System.Runtime.InteropServices;

namespace Perdure.Kernel.Calls;

/// <summary>wait4(2) for tracees: it sees only the tracees and children of the calling thread.</summary>
public static unsafe partial class Wait
{
    private const int WNOHANG = 1;
    private const int WUNTRACED = 2;
    private const int __WNOTHREAD = 0x20000000;
    private const int __WALL = 0x40000000;

    /// <summary>Waits for a change of one thread.</summary>
    public static KernelResult<WaitStatus> For(Tid tid)
    {
        int status;
        int result;
        do
            result = wait4(tid.Value, &status, __WALL, null);
        while (result == -1 && KernelResult.LastErrno() == Errno.EINTR);
        return result == -1
            ? KernelResult.Failure<WaitStatus>(KernelResult.LastErrno())
            : KernelResult.Success(Noted(result, new WaitStatus(status)));
    }

    /// <summary>A change of one thread if there is one by now, else null.</summary>
    public static KernelResult<WaitStatus?> Poll(Tid tid)
    {
        int status;
        var result = wait4(tid.Value, &status, __WALL | WNOHANG, null);
        return result switch
        {
            -1 => KernelResult.Failure<WaitStatus?>(KernelResult.LastErrno()),
            0 => KernelResult.Success<WaitStatus?>(null),
            _ => KernelResult.Success<WaitStatus?>(Noted(result, new WaitStatus(status))),
        };
    }

    /// <summary>Waits for a change of any tracee or child of the calling thread.</summary>
    public static KernelResult<(Tid Tid, WaitStatus Status)> ForAny()
    {
        int status;
        int result;
        do
            result = wait4(-1, &status, __WALL | __WNOTHREAD | WUNTRACED, null);
        while (result == -1 && KernelResult.LastErrno() == Errno.EINTR);
        return result == -1
            ? KernelResult.Failure<(Tid, WaitStatus)>(KernelResult.LastErrno())
            : KernelResult.Success((new Tid(result), Noted(result, new WaitStatus(status))));
    }

    /// <summary>Waits for a change of any tracee or child of the calling thread; null if there is none, or a signal came (<see cref="OwnSignals.Nudge"/>).</summary>
    public static (Tid Tid, WaitStatus Status)? ForAnyUnlessNudged()
    {
        int status;
        var result = wait4(-1, &status, __WALL | __WNOTHREAD, null);
        return result > 0 ? (new Tid(result), Noted(result, new WaitStatus(status))) : null;
    }

    /// <summary>Whether the calling thread has tracees or children.</summary>
    public static bool HasAny()
    {
        const int all = 0;
        const int exited = 4;
        const int peek = 0x01000000;
        Span<byte> told = stackalloc byte[128];
        fixed (byte* pointer = told)
            return waitid(all, 0, pointer, exited | WNOHANG | peek | __WALL | __WNOTHREAD) == 0;
    }

    /// <summary>Buries the tracees and children of the calling thread that have ended. Answers whether it has any that have not.</summary>
    public static bool BuryEnded()
    {
        int status;
        int result;
        do
        {
            result = wait4(-1, &status, __WALL | __WNOTHREAD | WNOHANG, null);
            if (result > 0)
                _ = Noted(result, new WaitStatus(status));
        }
        while (result > 0 || (result == -1 && KernelResult.LastErrno() == Errno.EINTR));
        return result == 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitid(int kind, int id, byte* told, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int wait4(int pid, int* status, int options, void* usage);
}
