using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.InetSockets;
using Perdure.Checkpoints.Files.Pipes;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.UnixSockets;

/// <summary>UNIX sockets. Their queues have been looked at before; what is in them waits in <see cref="CaptureContext.Queues"/>.</summary>
internal static class UnixSocketSaver
{
    private const int SO_PEERCRED = 17;

    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var socket = found.First.Handle;
        if (context.UnixSocket((uint)found.First.Status.Inode) is not { } entry)
            return UnsupportedSaver.Save(found, context, "a UNIX socket of another network namespace");
        var (state, reason) = UnixSocketStates.Of(found, entry, context);
        if (reason is not null && !context.HasHiddenDescriptors)
            return Outside(found, context, entry, reason);
        var (filter, filterReason) = InetSocketSaver.FilterOf(socket);
        if (filterReason is not null)
            return UnsupportedSaver.Save(found, context, filterReason);
        var saved = new UnixSocketDescription
        {
            Id = found.Id,
            Name = found.First.Link,
            Flags = found.First.Flags,
            SocketKind = entry.Kind,
            State = state,
            Address = SocketCalls.Name(socket).OrThrow("ask for the name of a socket"),
            Peer = entry.Peer,
            PeerAddress = SocketCalls.PeerName(socket).Or([]),
            Backlog = state == UnixSocketState.Listening ? (int)entry.SendQueue : 0,
            WaitingPeers = state == UnixSocketState.Listening ? WaitingPeers(entry, context) : [],
            Shutdown = entry.Shutdown,
            Options = SocketOptionSaver.Read(socket, SocketClasses.Unix),
            Filter = filter,
        };
        return WithPeerCredentials(SocketFileFinder.WithSocketFile(saved, found, entry), found);
    }

    /// <summary>Connected to somebody outside: fine for a standard stream, refused for any other.</summary>
    private static FileDescription Outside(FoundDescription found, CaptureContext context, UnixSocketEntry entry, string reason)
    {
        if (entry.Kind != (int)SocketKind.SOCK_STREAM || StandardStreams.NumberOf(found) is not { } standard)
            return UnsupportedSaver.Save(found, context, reason);
        context.Note(StandardStreams.NoteOf(standard, "a socket to a process outside"));
        return new ExternalStreamDescription { Id = found.Id, Name = found.First.Link, Flags = found.First.Flags, Standard = standard, Socket = true };
    }

    private static List<uint> WaitingPeers(UnixSocketEntry entry, CaptureContext context)
    {
        var inside = new List<uint>();
        foreach (var inode in entry.Waiting)
        {
            if (inode != 0 && context.Socket(inode) is not null)
                inside.Add(inode);
        }
        if (entry.Waiting.Count > inside.Count)
            context.Note($"{entry.Waiting.Count - inside.Count} connections to a UNIX socket that wait to be accepted will be closed on restore");
        return inside;
    }

    private static UnixSocketDescription WithPeerCredentials(UnixSocketDescription saved, FoundDescription found)
    {
        Span<byte> credentials = stackalloc byte[12];
        var length = SocketCalls.GetOption(found.First.Handle, SocketOptionTable.SOL_SOCKET, SO_PEERCRED, credentials);
        return length.Or(0) < credentials.Length || BitConverter.ToInt32(credentials) == 0
            ? saved
            : saved with { PeerUid = BitConverter.ToUInt32(credentials[4..]), PeerGid = BitConverter.ToUInt32(credentials[8..]) };
    }
}
