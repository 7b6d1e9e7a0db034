using Perdure.Checkpoints.Files.Actions;
using Perdure.Checkpoints.Files.Restore;

namespace Perdure.Checkpoints.Files.Locks;

/// <summary>
/// A lock of flock belongs to the description, and so anybody could take it; but the kernel remembers who did, and tells it to lslocks. So the process that
/// took it does so again, or another that has the file; perdure only when nobody has it.
/// </summary>
internal static class WholeLockPlan
{
    /// <summary>Adds the locks that this process has to take.</summary>
    public static void AddActions(int process, RestoreContext context, List<RemoteAction> actions)
    {
        foreach (var description in context.Table.Descriptions)
        {
            foreach (var one in description.Locks.Where(static one => one.Kind == FileLockKind.Whole))
            {
                if (TakerOf(description.Id, one, context) is { } taker && taker.Process == process)
                    actions.Add(new TakeWholeLock(taker.Fd, one.Exclusive, description.Name));
            }
        }
    }

    /// <summary>Who takes it, and by which descriptor; null when no process has the file.</summary>
    public static (int Process, int Fd)? TakerOf(int description, FileLock one, RestoreContext context)
    {
        foreach (var (table, fd) in context.HoldersOf(description))
        {
            if (table.Processes.Contains(one.Process))
                return (one.Process, fd);
        }
        return context.FirstHolder(description) is { } first ? (first.Table.Processes[0], first.Fd) : null;
    }
}
