using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// A process that waits for our end and then takes our place. It is forked with our table of descriptors, not with a copy of it: whatever we
/// have open at the moment we are killed stays open in it, the descriptor included that a system call has only just made. Unless the work is
/// marked as done, it executes the program anew, which finds those descriptors that exec doesn't close.
/// </summary>
public static unsafe partial class Successor
{
    private const long SYS_poll = 7;
    private const long SYS_rt_sigprocmask = 14;
    private const long SYS_getpid = 39;
    private const long SYS_clone = 56;
    private const long SYS_execve = 59;
    private const long SYS_prctl = 157;
    private const long SYS_exit_group = 231;
    private const long CLONE_FILES = 0x400;
    private const nint SIG_SETMASK = 2;
    private const long SignalSetBytes = 8;

    /// <summary>Leaves a successor behind.</summary>
    /// <param name="name">What ps calls it.</param>
    /// <param name="arguments">argv of the program that it executes, which is ours.</param>
    /// <param name="environment">NAME=VALUE strings.</param>
    /// <param name="us">A pidfd of ours.</param>
    /// <param name="shared">Memory that both see.</param>
    /// <param name="doneAt">Offset in it of the word that says whether the work is done.</param>
    /// <param name="done">What the word then holds.</param>
    /// <returns>Its pid; it is our child.</returns>
    public static KernelResult<Pid> Leave(
        string name, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, SafeFileHandle us, SharedMapping shared, int doneAt, uint done)
    {
        // They are the child's for as long as it lives, and the child's memory is a copy of ours: so they are never freed here.
        var strings = new NativeStrings(["/proc/self/exe", name]);
        var pid = Fork(strings.Pointer, new NativeStrings(arguments).Pointer, new NativeStrings(environment).Pointer, FileCalls.Number(us), (uint*)(shared.Pointer + doneAt), done);
        GC.KeepAlive(us);
        return pid < 0 ? KernelResult.Failure<Pid>((Errno)Marshal.GetLastSystemError()) : KernelResult.Success(new Pid((int)pid));
    }

    /// <summary>
    /// In the child there is no other thread, and so no garbage collector that could answer: it makes system calls and nothing else, all in
    /// this one method, by an import that tells the runtime nothing and was used before.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Fork(byte** pathAndName, byte** arguments, byte** environment, int us, uint* doneFlag, uint done)
    {
        ulong all = ulong.MaxValue, none = 0, before = 0;
        var entry = new PollFd { fd = us, events = (short)PollEvents.POLLIN };
        _ = syscall(SYS_getpid, 0, 0, 0, 0, 0);
        _ = syscall(SYS_rt_sigprocmask, SIG_SETMASK, (nint)(&all), (nint)(&before), (nint)SignalSetBytes, 0);
        var pid = syscall(SYS_clone, (nint)(CLONE_FILES | SignalNumber.SIGCHLD), 0, 0, 0, 0);
        if (pid != 0)
        {
            _ = syscall(SYS_rt_sigprocmask, SIG_SETMASK, (nint)(&before), 0, (nint)SignalSetBytes, 0);
            return pid;
        }

        _ = syscall(SYS_prctl, (nint)PrctlOption.PR_SET_NAME, (nint)pathAndName[1], 0, 0, 0);
        while (syscall(SYS_poll, (nint)(&entry), 1, -1, 0, 0) != 1)
        {
        }

        if (Volatile.Read(ref *doneFlag) != done)
        {
            _ = syscall(SYS_rt_sigprocmask, SIG_SETMASK, (nint)(&none), 0, (nint)SignalSetBytes, 0);
            _ = syscall(SYS_execve, (nint)pathAndName[0], (nint)arguments, (nint)environment, 0, 0);
        }

        while (true)
            _ = syscall(SYS_exit_group, 0, 0, 0, 0, 0);
    }

    [LibraryImport("libc")]
    [SuppressGCTransition]
    private static partial nint syscall(long number, nint a, nint b, nint c, nint d, nint e);
}
