using Perdure.Checkpoints.Files.Actions;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Epoll;

/// <summary>
/// Fills epoll sets. An item is known by its file and the number under which it was added, so a process that has both the set and that number must add it; an item
/// whose number was closed gets it for a moment. Items whose number now means something else are added from here, because the program can't name them either.
/// </summary>
internal static class EpollPlan
{
    private const uint EPOLLIN = 1;
    private const uint EPOLLOUT = 4;
    private const uint EPOLLERR = 8;
    private const uint EPOLLHUP = 16;

    /// <summary>The items that the processes of this table have to add: first those that are to be disabled, then the others.</summary>
    public static void AddActions(DescriptorTable table, RestoreContext context, List<RemoteAction> actions)
    {
        foreach (var entry in table.Descriptors)
        {
            if (context.DescriptionOf(entry.Description) is not EpollDescription { Items.Count: > 0 } set)
                continue;
            var mine = new List<EpollItem>();
            foreach (var item in set.Items)
            {
                if (AdderOf(set, item, context) is { } adder && ReferenceEquals(adder.Table, table) && adder.Set == entry.Fd)
                    mine.Add(item);
            }
            AddItems(entry.Fd, set, mine, context, actions);
            AddByNumber(table, entry.Fd, set, context, actions);
        }
    }

    /// <summary>Adds from here the items that no process can add.</summary>
    public static void AddLocal(EpollDescription set, RestoreContext context)
    {
        if (set.Parameters != 0)
            _ = EpollCalls.SetParameters(context.Handle(set.Id), set.Parameters);
        foreach (var item in set.Items)
        {
            if (AdderOf(set, item, context) is null && LenderOf(set, item, context) is null && context.HandleOf(item.Description) is { } watched)
                _ = EpollCalls.Add(context.Handle(set.Id), FileCalls.Number(watched), item.Events, item.Data);
        }
    }

    private static void AddItems(int setFd, EpollDescription set, List<EpollItem> items, RestoreContext context, List<RemoteAction> actions)
    {
        var disabled = 0;
        foreach (var item in items.Where(static item => item.IsDisabled()))
        {
            var ready = ReadyEvents(context.Handle(item.Description));
            disabled += ready != 0 ? 1 : 0;
            actions.Add(new EpollAdd(setFd, item.Fd, item.Events | ready, item.Data));
        }
        if (disabled > 0)
            actions.Add(new EpollTake(setFd, set.Id, items.Count));
        foreach (var item in items.Where(static item => !item.IsDisabled()))
            actions.Add(new EpollAdd(setFd, item.Fd, item.Events, item.Data));
    }

    /// <summary>
    /// The kernel has no call that adds an item as one that has fired. One that is ready fires at once when its events are taken; one that is not ready is added
    /// without events, which leaves only errors and the end of the connection armed.
    /// </summary>
    private static uint ReadyEvents(Microsoft.Win32.SafeHandles.SafeFileHandle watched) =>
        (uint)DescriptorCalls.Poll(watched, PollEvents.POLLIN | PollEvents.POLLOUT).Or(PollEvents.None) & (EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP);

    /// <summary>Items whose number was closed again: the file gets the number for a moment.</summary>
    private static void AddByNumber(DescriptorTable table, int setFd, EpollDescription set, RestoreContext context, List<RemoteAction> actions)
    {
        foreach (var item in set.Items.Where(item => AdderOf(set, item, context) is null))
        {
            if (LenderOf(set, item, context) is not { } lender || !ReferenceEquals(lender.Table, table) || lender.Set != setFd)
                continue;
            actions.Add(new LendDescriptor(lender.Fd, item.Fd));
            AddItems(setFd, set, [item], context, actions);
            actions.Add(new LendDescriptor(-1, item.Fd));
        }
    }

    /// <summary>A table in which the item's number is free, with a descriptor of its file.</summary>
    private static (DescriptorTable Table, int Set, int Fd)? LenderOf(EpollDescription set, EpollItem item, RestoreContext context)
    {
        foreach (var (table, setFd) in context.HoldersOf(set.Id))
        {
            foreach (var (other, fd) in context.HoldersOf(item.Description))
            {
                if (ReferenceEquals(other, table) && context.At(table, item.Fd) < 0)
                    return (table, setFd, fd);
            }
        }
        return null;
    }

    private static (DescriptorTable Table, int Set)? AdderOf(EpollDescription set, EpollItem item, RestoreContext context)
    {
        foreach (var (table, fd) in context.HoldersOf(set.Id))
        {
            if (context.At(table, item.Fd) == item.Description)
                return (table, fd);
        }
        return null;
    }
}
