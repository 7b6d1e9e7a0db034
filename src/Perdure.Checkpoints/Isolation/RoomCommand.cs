using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Isolation;

/// <summary>A command of the shell among the processes of a program that was restored with pids of its own: it sees them by the pids that they see themselves.</summary>
public static class RoomCommand
{
    private const string Shell = "/bin/sh";

    // The init of the program's pid namespace ends when no process is left in it, and all others with it. Left to it by its shell, this one keeps it: a
    // command may well end the program and look at what is left.
    private const string Lodger = "/bin/sleep 2147483647 </dev/null >/dev/null 2>&1 &";

    /// <summary>Runs it to its end, or for as long as it may; then it goes on until the room ends.</summary>
    /// <param name="root">The program's first process, as we see it.</param>
    /// <param name="command">For /bin/sh -c.</param>
    /// <param name="environment">NAME=VALUE strings.</param>
    /// <param name="workingDirectory">Where it runs.</param>
    /// <param name="limit">How long it may run.</param>
    /// <param name="output">Gets its output, that for errors included.</param>
    public static RoomCommandOutcome Run(
        Pid root, string command, IReadOnlyList<string> environment, string workingDirectory, TimeSpan limit, SafeFileHandle output)
    {
        RoomCommandOutcome? outcome = null;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                outcome = Enter(root, workingDirectory) ? RunHere(command, environment, limit, output) : new RoomCommandOutcome(null, ProgramHadEnded: true, default);
            }
            catch (PerdureException error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return outcome!;
    }

    /// <summary>The pid that a process has in its own eyes.</summary>
    public static int InnerPid(Pid pid) => ProcStatus.Read(pid) is { Ok: true, Value.NamespacePids: [.., var inner] } ? inner : pid.Value;

    /// <summary>Moves the thread to the program's /proc, and its children to the program's pids.</summary>
    private static bool Enter(Pid root, string workingDirectory)
    {
        ThreadPlace.Separate().OrThrow("part a thread's root from the others");
        var opened = PidFd.Open(root);
        if (!opened.Ok)
            return false;
        using var process = opened.Value;
        var entered = NamespaceCalls.Enter(process, CloneFlags.CLONE_NEWNS | CloneFlags.CLONE_NEWPID);
        if (entered.Error == Errno.ESRCH)
            return false;
        entered.OrThrow("enter the pid namespace of the restored program");
        KernelSettings.Protect();
        ThreadPlace.SetWorkingDirectory(workingDirectory).OrThrow($"go to {workingDirectory} in a trial");
        using var nothing = FileCalls.Open("/dev/null", OpenFlags.O_RDWR).OrThrow("open /dev/null");
        var lodger = Spawn.StartWith(Shell, ["sh", "-c", Lodger], [], nothing, nothing, nothing);
        // A pid namespace whose init has ended takes no new process.
        if (lodger.Error == Errno.ENOMEM)
            return false;
        _ = Wait.For(lodger.OrThrow($"start {Shell} in a trial").Leader);
        return true;
    }

    private static RoomCommandOutcome RunHere(string command, IReadOnlyList<string> environment, TimeSpan limit, SafeFileHandle output)
    {
        var watch = Stopwatch.StartNew();
        using var nothing = FileCalls.Open("/dev/null", OpenFlags.O_RDONLY).OrThrow("open /dev/null");
        var started = Spawn.StartWith(Shell, ["sh", "-c", command], environment, nothing, output, output);
        if (started.Error == Errno.ENOMEM)
            return new RoomCommandOutcome(null, ProgramHadEnded: true, watch.Elapsed);
        var shell = started.OrThrow($"start {Shell} in a trial");
        using var watched = PidFd.Open(shell).OrThrow("watch the check");
        Span<PollFd> entry = [new PollFd { fd = FileCalls.Number(watched), events = (short)PollEvents.POLLIN }];
        while (watch.Elapsed < limit)
        {
            var ended = PollCalls.Wait(entry, (int)Math.Min(int.MaxValue, Math.Ceiling((limit - watch.Elapsed).TotalMilliseconds)));
            if (ended is { Ok: true, Value: > 0 })
                return new RoomCommandOutcome(Wait.For(shell.Leader).OrThrow("wait for the check"), false, watch.Elapsed);
        }

        return new RoomCommandOutcome(null, false, watch.Elapsed);
    }
}
