using Perdure.Checkpoints.Files.Actions;
using Perdure.Checkpoints.Files.Epoll;
using Perdure.Checkpoints.Files.Locks;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Checkpoints.Files.Terminals;
using Perdure.Kernel.Abi;

namespace Perdure.Checkpoints.Files.Whole;

/// <summary>Plans what each process has to do itself.</summary>
internal static class ActionPlan
{
    public static IReadOnlyList<RemoteAction> For(int process, RestoreContext context)
    {
        var actions = new List<RemoteAction>();
        PtyRestorer.AddActions(process, context, actions);
        foreach (var table in context.Table.Tables)
        {
            if (table.Processes[0] != process)
                continue;
            EpollPlan.AddActions(table, context, actions);
            AddOwners(table, context, actions);
            foreach (var one in table.PosixLocks)
                actions.Add(new TakePosixLock(one.Fd, one.Exclusive, one.Start, one.Length, NameAt(table, one.Fd, context)));
        }
        WholeLockPlan.AddActions(process, context, actions);
        return actions;
    }

    /// <summary>Each description is told once, by the first table that has it.</summary>
    private static void AddOwners(DescriptorTable table, RestoreContext context, List<RemoteAction> actions)
    {
        foreach (var entry in table.Descriptors)
        {
            var description = context.DescriptionOf(entry.Description);
            if (description.Owner is null && (description.Flags & OpenFlags.FASYNC) == 0)
                continue;
            if (context.FirstHolder(entry.Description) is not { } first || !ReferenceEquals(first.Table, table) || first.Fd != entry.Fd)
                continue;
            if (description.Owner is { Id: not 0 } owner)
                actions.Add(new SetFileOwner(entry.Fd, owner.Type, owner.Id));
            if ((description.Flags & OpenFlags.FASYNC) != 0)
                actions.Add(new SetFileFlags(entry.Fd, description.Flags));
        }
    }

    private static string NameAt(DescriptorTable table, int fd, RestoreContext context)
    {
        foreach (var entry in table.Descriptors)
        {
            if (entry.Fd == fd)
                return context.DescriptionOf(entry.Description).Name;
        }
        return $"descriptor {fd}";
    }
}
