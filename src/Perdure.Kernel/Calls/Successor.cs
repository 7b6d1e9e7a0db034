using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// A process that waits for our end and then takes our place. It is forked with our table of descriptors, not with a copy of it: whatever we
/// have open at the moment we are killed stays open in it, the descriptor included that a system call has only just made. Unless the work is
/// marked as done, it executes the program anew, which finds those descriptors that exec doesn't close; and before it does so it leaves a
/// successor of its own, so that there are always two.
/// </summary>
public static unsafe partial class Successor
{
    private const long SYS_poll = 7;
    private const long SYS_rt_sigprocmask = 14;
    private const long SYS_getpid = 39;
    private const long SYS_clone = 56;
    private const long SYS_execve = 59;
    private const long SYS_getppid = 110;
    private const long SYS_prctl = 157;
    private const long SYS_exit_group = 231;
    private const long SYS_pidfd_open = 434;
    private const nint CLONE_FILES = 0x400;
    private const nint SIG_SETMASK = 2;
    private const nint SignalSetBytes = 8;

    /// <summary>Leaves a successor behind. Precondition: the word that names the one who is to take over holds our own pid.</summary>
    /// <param name="name">What ps calls it.</param>
    /// <param name="arguments">argv of the program that it executes, which is ours.</param>
    /// <param name="environment">NAME=VALUE strings.</param>
    /// <param name="commandLine">Where our own command line lies, for the successor to put its name there.</param>
    /// <param name="words">What both look at.</param>
    /// <returns>Its pid; it is our child.</returns>
    public static KernelResult<Pid> Leave(
        string name, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, (RemotePtr Start, RemotePtr End) commandLine, SuccessorWords words)
    {
        // The strings are the child's for as long as it lives, and its memory is a copy of ours: so they are never freed here.
        var names = new NativeStrings(["/proc/self/exe", name]);
        var plan = new Plan
        {
            Path = names.Pointer[0],
            Name = names.Pointer[1],
            NameBytes = name.Length,
            Arguments = new NativeStrings(arguments).Pointer,
            Environment = new NativeStrings(environment).Pointer,
            CommandLine = (byte*)commandLine.Start.Value,
            CommandLineBytes = (int)(commandLine.End - commandLine.Start),
            State = (uint*)(words.Memory.Pointer + words.StateOffset),
            Done = words.Done,
            Heir = (int*)(words.Memory.Pointer + words.HeirOffset),
        };
        var pid = Fork(&plan);
        return pid < 0 ? KernelResult.Failure<Pid>((Errno)Marshal.GetLastSystemError()) : KernelResult.Success(new Pid((int)pid));
    }

    /// <summary>
    /// In the child there is no other thread, and so no collector or compiler that could answer: it makes system calls and nothing else, by
    /// an import that tells the runtime nothing, and every method that it calls was called before.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Fork(Plan* plan)
    {
        ulong all = ulong.MaxValue, none = 0, before = 0;
        var parent = (int)syscall(SYS_getpid, 0, 0, 0, 0, 0);
        _ = IsToGoOn(plan, parent, parent);
        _ = syscall(SYS_rt_sigprocmask, SIG_SETMASK, (nint)(&all), (nint)(&before), SignalSetBytes, 0);
        var child = syscall(SYS_clone, CLONE_FILES | SignalNumber.SIGCHLD, 0, 0, 0, 0);
        if (child != 0)
        {
            _ = syscall(SYS_rt_sigprocmask, SIG_SETMASK, (nint)(&before), 0, SignalSetBytes, 0);
            return child;
        }

        for (var index = 0; index < plan->CommandLineBytes; index++)
            plan->CommandLine[index] = index < plan->NameBytes && index < plan->CommandLineBytes - 1 ? plan->Name[index] : (byte)0;
        _ = syscall(SYS_prctl, (nint)PrctlOption.PR_SET_NAME, (nint)plan->Name, 0, 0, 0);
        while (true)
        {
            var self = (int)syscall(SYS_getpid, 0, 0, 0, 0, 0);
            var entry = new PollFd { fd = (int)syscall(SYS_pidfd_open, parent, 0, 0, 0, 0), events = (short)PollEvents.POLLIN };
            while (syscall(SYS_getppid, 0, 0, 0, 0, 0) == parent)
                _ = syscall(SYS_poll, (nint)(&entry), 1, entry.fd < 0 ? 100 : -1, 0, 0);
            if (!IsToGoOn(plan, self, parent))
                _ = syscall(SYS_exit_group, 0, 0, 0, 0, 0);
            if (syscall(SYS_clone, CLONE_FILES | SignalNumber.SIGCHLD, 0, 0, 0, 0) != 0)
            {
                _ = syscall(SYS_rt_sigprocmask, SIG_SETMASK, (nint)(&none), 0, SignalSetBytes, 0);
                _ = syscall(SYS_execve, (nint)plan->Path, (nint)plan->Arguments, (nint)plan->Environment, 0, 0);
                _ = syscall(SYS_exit_group, 1, 0, 0, 0, 0);
            }

            parent = self;
        }
    }

    private static bool IsToGoOn(Plan* plan, int self, int parent) =>
        (Volatile.Read(ref *plan->Heir) == self || Interlocked.CompareExchange(ref *plan->Heir, self, parent) == parent)
        && Volatile.Read(ref *plan->State) != plan->Done;

    [LibraryImport("libc")]
    [SuppressGCTransition]
    private static partial nint syscall(long number, nint a, nint b, nint c, nint d, nint e);

    /// <summary>All that the child needs, so that it has to ask nobody.</summary>
    private struct Plan
    {
        public byte* Path;
        public byte* Name;
        public int NameBytes;
        public byte** Arguments;
        public byte** Environment;
        public byte* CommandLine;
        public int CommandLineBytes;
        public uint* State;
        public uint Done;
        public int* Heir;
    }
}
