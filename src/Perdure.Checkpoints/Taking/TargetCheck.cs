using Perdure.Checkpoints.Lazy;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Taking;

/// <summary>Says plainly why a process can't be worked on, before it is touched.</summary>
public static class TargetCheck
{
    private const byte ElfClass32 = 1;
    private const int ElfClassOffset = 4;

    /// <summary>Throws if the process can't be a target.</summary>
    public static void Check(Pid pid)
    {
        CheckKind(pid);
        CheckTracer(pid, StatusOnceReleased(pid).OrThrow($"read the status of process {pid}"));
    }

    /// <summary>The same, whoever may be tracing it just now.</summary>
    public static void CheckKind(Pid pid)
    {
        var status = StatusUnlessDying(pid);
        if (!status.Ok)
            throw new PerdureException($"there is no process {pid}", "perdure needs the pid of a running program; pgrep -a NAME finds it");
        if (status.Value.Tgid.Value != pid.Value)
            throw new PerdureException($"{pid} is a thread of process {status.Value.Tgid}", $"use the pid {status.Value.Tgid}");
        if (status.Value.KernelThread)
            throw new PerdureException($"process {pid} ({status.Value.Name}) is a thread of the kernel", "only programs can be checkpointed", ExitCode.Unsupported);
        if (status.Value.IsZombie && status.Value.Threads > 1)
            throw new PerdureException($"process {pid} ({status.Value.Name}) runs on although its first thread has ended", "such programs can't be checkpointed", ExitCode.Unsupported);
        if (status.Value.IsZombie)
            throw new PerdureException($"process {pid} ({status.Value.Name}) has ended and waits for its parent to notice", exitCode: ExitCode.TargetDied);
        if (IsSelfOrAncestor(pid))
            throw new PerdureException($"process {pid} ({status.Value.Name}) is perdure itself, or a parent of it", "run perdure from outside of the program's tree", ExitCode.Usage);
        CheckPermission(pid, status.Value);
        CheckElfClass(pid, status.Value);
    }

    /// <summary>The server of a lazy restore stops the program for a millisecond when all memory is there: that is waited for.</summary>
    private static KernelResult<ProcStatus> StatusOnceReleased(Pid pid)
    {
        const int looks = 100;
        const int betweenMilliseconds = 10;
        for (var look = 1; ; look++)
        {
            var status = ProcStatus.Read(pid);
            if (look == looks || status is not { Ok: true, Value.Tracer: { Value: > 0 } tracer } || ProcSettings.ThreadName(tracer).Or("") != LazyServerEntry.ServerName)
                return status;
            Thread.Sleep(betweenMilliseconds);
        }
    }

    /// <summary>A process that is being killed loses its first thread before the others: only what lasts is a program that runs on without it.</summary>
    private static KernelResult<ProcStatus> StatusUnlessDying(Pid pid)
    {
        const int looks = 20;
        const int betweenMilliseconds = 10;
        for (var look = 1; ; look++)
        {
            var status = ProcStatus.Read(pid);
            if (look == looks || status is not { Ok: true, Value: { IsZombie: true, Threads: > 1 } })
                return status;
            Thread.Sleep(betweenMilliseconds);
        }
    }

    /// <summary>Throws if another tracer holds the process: a process has one tracer at a time.</summary>
    public static void CheckTracer(Pid pid, ProcStatus status)
    {
        if (status.Tracer.Value == 0 || IsOurs(status.Tracer))
            return;
        var tracer = ProcSettings.ThreadName(status.Tracer).Or("?");
        throw new PerdureException(
            $"process {pid} ({status.Name}) is already traced by process {status.Tracer} ({tracer})",
            "a process has one tracer at a time: end the debugger or the other perdure first");
    }

    private static bool IsOurs(Tid tracer) => ProcStatus.Read(tracer) is { Ok: true, Value.Tgid: var owner } && owner == Pid.Self;

    private static void CheckPermission(Pid pid, ProcStatus status)
    {
        if (ProcLinks.Exe(pid).Ok)
            return;
        if (ProcStatus.Read(pid) is { Ok: false } or { Value.IsZombie: true })
            throw new PerdureException($"process {pid} ({status.Name}) has ended", exitCode: ExitCode.TargetDied);
        if (status.Uid.Real == Credentials.EffectiveUser() && status.Uid.Effective == status.Uid.Real)
        {
            throw new PerdureException(
                $"not permitted to look into process {pid} ({status.Name}): it is of this user, but has hidden itself (PR_SET_DUMPABLE), or has or had more rights than this user",
                "run perdure as root");
        }

        throw new PerdureException(
            $"not permitted to look into process {pid} ({status.Name}) of user {status.Uid.Effective}",
            "run perdure as root, or as the user whose program it is");
    }

    private static void CheckElfClass(Pid pid, ProcStatus status)
    {
        Span<byte> header = stackalloc byte[ElfClassOffset + 1];
        if (DurableFiles.OpenForReading($"/proc/{pid}/exe") is not { Ok: true } opened)
            throw new PerdureException($"process {pid} ({status.Name}) has ended", exitCode: ExitCode.TargetDied);
        using var exe = opened.Value;
        if (RandomAccess.Read(exe, header, 0) == header.Length && header[ElfClassOffset] == ElfClass32)
            throw new PerdureException($"process {pid} ({status.Name}) is a 32-bit program", "perdure works on 64-bit (x86-64) programs only", ExitCode.Unsupported);
    }

    private static bool IsSelfOrAncestor(Pid pid)
    {
        for (var at = Pid.Self; at.Value > 1; at = ProcStat.Read(at) is { Ok: true, Value.Parent: var parent } ? parent : new Pid(0))
        {
            if (at == pid)
                return true;
        }

        return pid.Value == 1;
    }
}
