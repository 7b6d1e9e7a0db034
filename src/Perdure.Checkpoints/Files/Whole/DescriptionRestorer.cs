using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Devices;
using Perdure.Checkpoints.Files.Epoll;
using Perdure.Checkpoints.Files.Events;
using Perdure.Checkpoints.Files.InetSockets;
using Perdure.Checkpoints.Files.Inotify;
using Perdure.Checkpoints.Files.Locks;
using Perdure.Checkpoints.Files.Memory;
using Perdure.Checkpoints.Files.Netlink;
using Perdure.Checkpoints.Files.Pipes;
using Perdure.Checkpoints.Files.Processes;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Regular;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Checkpoints.Files.Terminals;
using Perdure.Checkpoints.Files.UnixSockets;
using Perdure.Checkpoints.Files.Unsupported;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Whole;

/// <summary>Makes all descriptions but terminals, in an order in which each finds what it needs.</summary>
internal static class DescriptionRestorer
{
    private const OpenFlags Changeable = OpenFlags.O_APPEND | OpenFlags.O_NONBLOCK | OpenFlags.O_DIRECT | OpenFlags.O_NOATIME;

    public static void RestoreAll(RestoreContext context, IReadOnlyList<ChangedFile> changes)
    {
        var table = context.Table;
        RegularFileRestorer.RestoreAll(context, changes);
        MemoryFileRestorer.RestoreAll(context);
        var ends = context.All<PipeDescription>().ToLookup(static end => end.Identity);
        foreach (var pipe in table.Pipes)
            PipeRestorer.Restore(pipe, [.. ends[pipe.Identity]], context);
        foreach (var description in table.Descriptions)
        {
            if (RestoreAlone(description, context) is { } handle)
                context.Give(description, handle);
        }
        TcpConnectionRestorer.RestoreAll(context);
        using var sockets = new UnixSocketRestorer(context, [.. context.All<UnixSocketDescription>()]);
        sockets.Create();
        sockets.Fill();
        foreach (var description in table.Descriptions)
            Finish(description, context);
        foreach (var set in context.All<EpollDescription>())
            EpollPlan.AddLocal(set, context);
    }

    /// <summary>Null for kinds that are restored in groups.</summary>
    private static SafeFileHandle? RestoreAlone(FileDescription description, RestoreContext context) => description switch
    {
        DeviceDescription device => DeviceRestorer.Restore(device),
        DirectoryDescription directory => DirectoryRestorer.Restore(directory),
        PathDescription path => FileCalls.Open(path.Path, path.Flags).OrThrow($"open {path.Path}"),
        ProcessFileDescription file => ProcessFileRestorer.Restore(file, context),
        PidFdDescription pidfd => PidFdRestorer.Restore(pidfd, context),
        EventFdDescription counter => EventFdRestorer.Restore(counter),
        TimerFdDescription timer => TimerFdRestorer.Restore(timer, context),
        SignalFdDescription signals => SignalFdRestorer.Restore(signals),
        InotifyDescription queue => InotifyRestorer.Restore(queue, context),
        EpollDescription => EpollCalls.Create().OrThrow("make an epoll set"),
        InetSocketDescription { Connection: not null } => null,
        InetSocketDescription socket => InetSocketRestorer.Restore(socket, context),
        NetlinkSocketDescription socket => NetlinkSocketRestorer.Restore(socket, context),
        ExternalStreamDescription stream => ExternalStreamRestorer.Restore(stream, context),
        ExternalTerminalDescription terminal => ExternalStreamRestorer.Restore(terminal, context),
        UnsupportedDescription unsupported => UnsupportedRestorer.Restore(unsupported),
        _ => null,
    };

    /// <summary>Flags that can be set later, the offset, the signal, the locks.</summary>
    private static void Finish(FileDescription description, RestoreContext context)
    {
        var handle = context.Handle(description.Id);
        // A stream that is our own standard stream stays as it is, and so does what only keeps a place.
        if (description is ExternalStreamDescription or ExternalTerminalDescription or UnsupportedDescription || (description.Flags & OpenFlags.O_PATH) != 0)
            return;
        // While reads of the queue do not wait.
        if (description is InotifyDescription queue)
            InotifyRestorer.Finish(queue, handle, context);
        var flags = DescriptorCalls.GetFlags(handle).OrThrow($"look at {description.Name}");
        if (((flags ^ description.Flags) & Changeable) != 0)
        {
            var wanted = (flags & ~Changeable) | (description.Flags & Changeable);
            DescriptorCalls.SetFlags(handle, wanted).OrThrow($"set the flags of {description.Name}");
        }
        if (description.Offset != 0 && description is RegularFileDescription or DirectoryDescription or MemoryFileDescription or ProcessFileDescription)
            SetOffset(description, handle, context);
        if (description.Owner is { Signal: not 0 } owner)
            DescriptorCalls.SetSignal(handle, owner.Signal).OrThrow($"set the signal of {description.Name}");
        LockRestorer.Restore(description, handle, context);
    }

    private static void SetOffset(FileDescription description, SafeFileHandle handle, RestoreContext context)
    {
        if (!FileCalls.Seek(handle, description.Offset).Ok)
            context.Note($"the offset {description.Offset} of {description.Name} can't be set again; it begins at 0");
    }
}
