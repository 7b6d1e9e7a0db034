namespace Perdure.Kernel.Procfs;

/// <summary>Which processes and threads there are. Each answer is a look at something that moves: only of stopped tasks does it stay true.</summary>
public static class ProcTasks
{
    /// <summary>The threads of a process, the lowest tid first; ESRCH when the process has gone.</summary>
    public static KernelResult<IReadOnlyList<Tid>> Threads(Pid pid)
    {
        var numbers = ProcFile.Settle(pid.Value, ProcDirectory.ReadNumbers($"/proc/{pid.Value}/task", ProcLimits.Tasks));
        return numbers.Ok
            ? KernelResult.Success<IReadOnlyList<Tid>>(numbers.Value.ConvertAll(number => new Tid(number)))
            : KernelResult.Failure<IReadOnlyList<Tid>>(numbers.Error);
    }

    /// <summary>All processes that /proc shows.</summary>
    public static KernelResult<IReadOnlyList<Pid>> Processes()
    {
        var numbers = ProcDirectory.ReadNumbers("/proc", ProcLimits.Tasks);
        return numbers.Ok
            ? KernelResult.Success<IReadOnlyList<Pid>>(numbers.Value.ConvertAll(number => new Pid(number)))
            : KernelResult.Failure<IReadOnlyList<Pid>>(numbers.Error);
    }

    /// <summary>The children of all threads of a process, zombies too.</summary>
    public static KernelResult<IReadOnlyList<Pid>> Children(Pid pid)
    {
        var threads = Threads(pid);
        if (!threads.Ok)
            return KernelResult.Failure<IReadOnlyList<Pid>>(threads.Error);
        var children = new List<Pid>();
        foreach (var tid in threads.Value)
        {
            var file = ProcFile.Read(pid, $"task/{tid.Value}/children", ProcLimits.ListBytes);
            if (file.Error == Errno.ENOENT && !HasChildrenFile())
                return ChildrenByParent(pid);
            // A thread that has ended since has left its children to the others; the caller looks again until nothing changes.
            if (!file.Ok)
                continue;
            using var bytes = file.Value;
            AddNumbers(bytes.Span, children);
        }
        return KernelResult.Success<IReadOnlyList<Pid>>(children);
    }

    /// <summary>The text of /proc/PID/task/TID/children: numbers parted by spaces.</summary>
    public static void AddNumbers(ReadOnlySpan<byte> text, List<Pid> children)
    {
        var cursor = new ByteCursor(text.TrimEnd(" \n"u8));
        while (!cursor.AtEnd && children.Count < ProcLimits.Tasks)
            children.Add(new Pid(cursor.Int()));
    }

    /// <summary>Kernels without CONFIG_PROC_CHILDREN have no such file, so every process is asked for its parent.</summary>
    private static KernelResult<IReadOnlyList<Pid>> ChildrenByParent(Pid parent)
    {
        var all = Processes();
        if (!all.Ok)
            return all;
        var children = new List<Pid>();
        foreach (var pid in all.Value)
        {
            var stat = ProcStat.Read(pid);
            if (stat.Ok && stat.Value.Parent == parent)
                children.Add(pid);
        }
        return KernelResult.Success<IReadOnlyList<Pid>>(children);
    }

    private static bool HasChildrenFile()
    {
        var self = ProcFile.Read($"/proc/self/task/{Environment.ProcessId}/children", ProcLimits.ListBytes);
        if (self.Ok)
            self.Value.Dispose();
        return self.Error != Errno.ENOENT;
    }
}
