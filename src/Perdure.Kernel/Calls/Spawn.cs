using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Perdure.Kernel.Calls;

/// <summary>
/// posix_spawn(3) from the calling thread, so that the child is that thread's own for wait4 with __WNOTHREAD.
/// </summary>
public static unsafe partial class Spawn
{
    private const short POSIX_SPAWN_SETPGROUP = 0x02;
    private const short POSIX_SPAWN_SETSIGDEF = 0x04;
    private const short POSIX_SPAWN_SETSIGMASK = 0x08;
    private const short POSIX_SPAWN_SETSID = 0x80;
    private const int O_RDWR = 2;

    /// <summary>Room for a posix_spawnattr_t (336 bytes in glibc) and a sigset_t (128 bytes).</summary>
    private const int AttributeBytes = 512;

    /// <summary>Room for a posix_spawn_file_actions_t (80 bytes in glibc).</summary>
    private const int ActionsBytes = 128;

    /// <summary>Starts a program with every signal at its default, none blocked, and the given environment.</summary>
    /// <param name="path">The program's path.</param>
    /// <param name="arguments">argv, the name included.</param>
    /// <param name="environment">NAME=VALUE strings.</param>
    public static KernelResult<Pid> Start(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment) =>
        Start(path, arguments, environment, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK, null);

    /// <summary>The same in a session of its own, with /dev/null for its standard files: nobody's terminal or pipe is held open by it.</summary>
    public static KernelResult<Pid> StartApart(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        var actions = stackalloc byte[ActionsBytes];
        _ = posix_spawn_file_actions_init(actions);
        for (var standard = 0; standard <= 2; standard++)
            _ = posix_spawn_file_actions_addopen(actions, standard, "/dev/null", O_RDWR, 0);
        var started = Start(path, arguments, environment, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID, actions);
        _ = posix_spawn_file_actions_destroy(actions);
        return started;
    }

    /// <summary>The same in a session of its own, with the given standard files.</summary>
    public static KernelResult<Pid> StartWith(
        string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, SafeFileHandle input, SafeFileHandle output, SafeFileHandle error)
    {
        var actions = stackalloc byte[ActionsBytes];
        _ = posix_spawn_file_actions_init(actions);
        _ = posix_spawn_file_actions_adddup2(actions, FileCalls.Number(input), 0);
        _ = posix_spawn_file_actions_adddup2(actions, FileCalls.Number(output), 1);
        _ = posix_spawn_file_actions_adddup2(actions, FileCalls.Number(error), 2);
        var started = Start(path, arguments, environment, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID, actions);
        _ = posix_spawn_file_actions_destroy(actions);
        return started;
    }

    /// <summary>
    /// Starts a program as a shell starts a job: found by PATH, leader of a process group of its own, with our standard files. Signals that are ignored stay so (as by nohup), but for SIGPIPE, which
    /// the runtime ignores.
    /// </summary>
    /// <param name="arguments">argv, the program first.</param>
    /// <param name="environment">NAME=VALUE strings.</param>
    /// <param name="isForeground">Whether its group gets the terminal that is our standard input, before it runs.</param>
    public static KernelResult<Pid> StartJob(IReadOnlyList<string> arguments, IReadOnlyList<string> environment, bool isForeground)
    {
        var actions = stackalloc byte[ActionsBytes];
        _ = posix_spawn_file_actions_init(actions);
        if (isForeground)
            _ = posix_spawn_file_actions_addtcsetpgrp_np(actions, 0);
        var started = Start(arguments[0], arguments, environment, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP, actions, 1UL << (SignalNumber.SIGPIPE - 1));
        _ = posix_spawn_file_actions_destroy(actions);
        return started;
    }

    private static KernelResult<Pid> Start(
        string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, short flags, byte* actions, ulong toDefault = ulong.MaxValue)
    {
        using var argv = new NativeStrings(arguments);
        using var envp = new NativeStrings(environment);
        var attributes = stackalloc byte[AttributeBytes];
        var signals = stackalloc byte[128];
        _ = posix_spawnattr_init(attributes);
        new Span<byte>(signals, 128).Clear();
        _ = posix_spawnattr_setsigmask(attributes, signals);
        *(ulong*)signals = toDefault;
        _ = posix_spawnattr_setsigdefault(attributes, signals);
        _ = posix_spawnattr_setflags(attributes, flags);
        int pid;
        var error = posix_spawnp(&pid, path, actions, attributes, argv.Pointer, envp.Pointer);
        _ = posix_spawnattr_destroy(attributes);
        return error == 0 ? KernelResult.Success(new Pid(pid)) : KernelResult.Failure<Pid>((Errno)error);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawnp(int* pid, string path, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int newDescriptor);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_addtcsetpgrp_np(byte* actions, int terminal);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* mask);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);
}
