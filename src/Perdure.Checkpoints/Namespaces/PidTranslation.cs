using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Processes;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Terminals;
using Perdure.Checkpoints.Files.UnixSockets;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Namespaces;

/// <summary>
/// What perdure is told of open files has pids as perdure sees them; an image has them as the program sees them. They differ for a program
/// in a pid namespace of its own. Made while the program stands still, so that its dead group and session leaders have numbers too.
/// </summary>
internal sealed class PidTranslation
{
    private readonly Dictionary<int, int> _inner = [];

    private PidTranslation()
    {
    }

    /// <summary>The translation for the processes of a program; null when none is needed.</summary>
    public static PidTranslation? For(IReadOnlyList<Pid> processes)
    {
        if (!NeedsOne(processes[0]))
            return null;
        var translation = new PidTranslation();
        foreach (var process in processes)
            translation.Learn(process);
        return translation;
    }

    /// <summary>Whether the pids of a process differ from those that perdure knows.</summary>
    public static bool NeedsOne(Pid process) =>
        NamespaceSet.Read(process) is { Ok: true, Value.Pid: var theirs } && NamespaceSet.Read(Pid.Self) is { Ok: true, Value.Pid: var own } && theirs != own;

    /// <summary>The table with the program's own pids.</summary>
    public FileTable Translate(FileTable table) => table with
    {
        Tables = [.. table.Tables.Select(one => one with { Processes = [.. one.Processes.Select(Inner)] })],
        Descriptions = [.. table.Descriptions.Select(Translate)],
        Ptys = [.. table.Ptys.Select(pty => pty with { Session = Inner(pty.Session), ForegroundGroup = Inner(pty.ForegroundGroup) })],
    };

    private FileDescription Translate(FileDescription description)
    {
        FileDescription translated = description switch
        {
            PidFdDescription pidfd => pidfd with { Process = Inner(pidfd.Process) },
            ProcessFileDescription file => file with { Process = Inner(file.Process) },
            ExternalTerminalDescription terminal => terminal with { Session = Inner(terminal.Session) },
            UnixSocketDescription socket => socket with { Queue = [.. socket.Queue.Select(message => message with { SenderPid = Inner(message.SenderPid) })] },
            _ => description,
        };
        return translated.Owner is { } owner ? translated with { Owner = owner with { Id = Inner(owner.Id) } } : translated;
    }

    /// <summary>0 for what lies outside of the program's namespace, as the program itself would be told.</summary>
    private int Inner(int outer) => _inner.GetValueOrDefault(outer);

    private void Learn(Pid process)
    {
        foreach (var thread in ProcTasks.Threads(process).Or([]))
            _inner[thread.Value] = InnerIds.Of(thread);
        if (ProcStat.Read(process) is not { Ok: true, Value: var stat })
            return;
        _inner[stat.ProcessGroup] = InnerIds.GroupOf(process);
        _inner[stat.Session] = InnerIds.SessionOf(process);
    }
}
