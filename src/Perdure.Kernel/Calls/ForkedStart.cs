using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// Starts a program as <see cref="Spawn.StartJob"/> does, with its own pid in a variable of its environment, which posix_spawn(3) can't: nobody knows the pid before the fork, so it is written between
/// fork and exec.
/// </summary>
public static unsafe partial class ForkedStart
{
    private const long SYS_write = 1;
    private const long SYS_rt_sigaction = 13;
    private const long SYS_rt_sigprocmask = 14;
    private const long SYS_ioctl = 16;
    private const long SYS_getpid = 39;
    private const long SYS_clone = 56;
    private const long SYS_execve = 59;
    private const long SYS_setpgid = 109;
    private const long SYS_exit_group = 231;
    private const nint SIG_SETMASK = 2;
    private const nint SignalSetBytes = 8;
    private const nint TIOCSPGRP = 0x5410;

    /// <summary>Digits of a pid, and the zero behind them.</summary>
    private const int PidRoom = 12;

    /// <summary>Starts it, and waits until it is the program, so that a failure is an answer.</summary>
    /// <param name="arguments">argv, the program first; without a slash it is found by our PATH.</param>
    /// <param name="environment">NAME=VALUE strings, without that variable.</param>
    /// <param name="variable">The name of the variable.</param>
    /// <param name="isForeground">Whether its group gets the terminal that is our standard input, before it runs.</param>
    public static KernelResult<Pid> StartJob(IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string variable, bool isForeground)
    {
        var pipe = PipeCalls.Create(OpenFlags.O_RDONLY);
        if (!pipe.Ok)
            return KernelResult.Failure<Pid>(pipe.Error);
        using var answer = pipe.Value.Read;
        using var failure = pipe.Value.Write;
        using var paths = new NativeStrings([.. Candidates(arguments[0])]);
        using var argv = new NativeStrings(arguments);
        using var envp = new NativeStrings([.. environment, $"{variable}={new string('\0', PidRoom)}"]);
        var plan = new Plan
        {
            Paths = paths.Pointer,
            Arguments = argv.Pointer,
            Environment = envp.Pointer,
            Digits = envp.Pointer[environment.Count] + Encoding.UTF8.GetByteCount(variable) + 1,
            Failure = FileCalls.Number(failure),
            IsForeground = isForeground,
        };
        var pid = Fork(&plan);
        if (pid < 0)
            return KernelResult.Failure<Pid>((Errno)Marshal.GetLastSystemError());
        failure.Dispose();
        return Await(new Pid((int)pid), answer);
    }

    /// <summary>Exec closes the pipe; before that only a failure writes to it.</summary>
    private static KernelResult<Pid> Await(Pid pid, SafeFileHandle answer)
    {
        Span<byte> word = stackalloc byte[sizeof(int)];
        var read = FileCalls.Read(answer, word);
        while (read.Error == Errno.EINTR)
            read = FileCalls.Read(answer, word);
        if (read is not { Ok: true, Value: sizeof(int) })
            return KernelResult.Success(pid);
        _ = Wait.ForJob(pid);
        return KernelResult.Failure<Pid>((Errno)BitConverter.ToInt32(word));
    }

    /// <summary>As execvp(3) searches.</summary>
    private static IEnumerable<string> Candidates(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
            return [program];
        var folders = Environment.GetEnvironmentVariable("PATH") ?? "/bin:/usr/bin";
        return folders.Split(':').Select(folder => folder.Length == 0 ? program : $"{folder}/{program}");
    }

    /// <summary>
    /// In the child there is no other thread, and so no collector or compiler that could answer: it makes system calls and nothing else, by an import that tells the runtime nothing. All signals are
    /// blocked until none is handled any more: the runtime's handlers would tell the parent of the child's signals.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static nint Fork(Plan* plan)
    {
        ulong all = ulong.MaxValue, none = 0, before = 0;
        var action = default(KernelSigAction);
        // What is called for the first time may have to be found first, which only the parent can.
        var self = syscall(SYS_getpid, 0, 0, 0, 0, 0);
        _ = *__errno_location();
        _ = syscall(SYS_rt_sigprocmask, SIG_SETMASK, (nint)(&all), (nint)(&before), SignalSetBytes, 0);
        var child = syscall(SYS_clone, SignalNumber.SIGCHLD, 0, 0, 0, 0);
        if (child != 0)
        {
            _ = syscall(SYS_rt_sigprocmask, SIG_SETMASK, (nint)(&before), 0, SignalSetBytes, 0);
            return child;
        }

        _ = syscall(SYS_setpgid, 0, 0, 0, 0, 0);
        self = syscall(SYS_getpid, 0, 0, 0, 0, 0);
        var group = (int)self;
        if (plan->IsForeground)
            _ = syscall(SYS_ioctl, 0, TIOCSPGRP, (nint)(&group), 0, 0);
        for (var signal = 1; signal <= SignalNumber.Count; signal++)
        {
            // SIG_IGN is 1, and stays, but for SIGPIPE, which the runtime ignores.
            if (syscall(SYS_rt_sigaction, signal, 0, (nint)(&action), SignalSetBytes, 0) != 0 || (action.Handler <= 1 && signal != SignalNumber.SIGPIPE))
                continue;
            action = default;
            _ = syscall(SYS_rt_sigaction, signal, (nint)(&action), 0, SignalSetBytes, 0);
        }

        var digits = 0;
        for (var rest = self; rest != 0; rest /= 10)
            digits++;
        for (var rest = self; rest != 0; rest /= 10)
            plan->Digits[--digits] = (byte)('0' + (rest % 10));
        _ = syscall(SYS_rt_sigprocmask, SIG_SETMASK, (nint)(&none), 0, SignalSetBytes, 0);
        var error = (int)Errno.ENOENT;
        for (var path = plan->Paths; *path != null; path++)
        {
            _ = syscall(SYS_execve, (nint)(*path), (nint)plan->Arguments, (nint)plan->Environment, 0, 0);
            var last = *__errno_location();
            if (last is not ((int)Errno.ENOENT or (int)Errno.ENOTDIR))
                error = last;
        }

        _ = syscall(SYS_write, plan->Failure, (nint)(&error), sizeof(int), 0, 0);
        _ = syscall(SYS_exit_group, 127, 0, 0, 0, 0);
        return 0;
    }

    [LibraryImport("libc")]
    [SuppressGCTransition]
    private static partial nint syscall(long number, nint a, nint b, nint c, nint d, nint e);

    [LibraryImport("libc")]
    [SuppressGCTransition]
    private static partial int* __errno_location();

    /// <summary>All that the child needs, so that it has to ask nobody.</summary>
    private struct Plan
    {
        public byte** Paths;
        public byte** Arguments;
        public byte** Environment;
        public byte* Digits;
        public nint Failure;
        public bool IsForeground;
    }
}
