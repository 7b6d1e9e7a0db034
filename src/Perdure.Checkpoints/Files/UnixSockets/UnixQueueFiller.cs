using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.InetSockets;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.UnixSockets;

/// <summary>Sends a socket again what it had received and nobody had read.</summary>
internal sealed class UnixQueueFiller(
    RestoreContext context, UnixSocketDescription socket, SafeFileHandle? peer, IReadOnlyList<UnixSocketDescription> sockets)
{
    private const int SO_SNDBUF = 7;
    private const int SO_PASSCRED = 16;
    private const int SO_SNDBUFFORCE = 32;
    private const int SO_BUF_LOCK = 72;
    private const int Roomy = 64 * 1024 * 1024;

    public void Fill()
    {
        if (socket.Queue.Count == 0)
            return;
        var handle = context.Handle(socket.Id);
        // Credentials stay with a message only if its receiver asks for them when it is sent.
        var credentials = socket.Queue.Any(static message => message.SenderPid != 0);
        if (credentials)
            _ = SocketCalls.SetOption(handle, SocketOptionTable.SOL_SOCKET, SO_PASSCRED, 1);
        foreach (var message in socket.Queue)
            Send(message);
        if (credentials)
            _ = SocketCalls.SetOption(handle, SocketOptionTable.SOL_SOCKET, SO_PASSCRED, 0);
    }

    private void Send(QueuedMessage message)
    {
        if (peer is not null)
        {
            SendFrom(peer, message, []);
            return;
        }
        if (socket.SocketFile is null && !UnixAddress.IsAbstract(socket.Address))
        {
            context.Note($"messages in the queue of a UNIX socket that nobody can reach ({UnixAddress.Show(socket.Address)}) are lost");
            return;
        }
        var address = socket.SocketFile is { } file ? UnixAddress.Of(file) : socket.Address;
        if (SenderNamed(message.Sender) is { } known)
        {
            SendFrom(known, message, address);
            return;
        }
        using var stranger = Stranger(message.Sender);
        SendFrom(stranger, message, address);
    }

    private SafeFileHandle? SenderNamed(byte[] name)
    {
        if (!UnixAddress.IsNamed(name))
            return null;
        var sender = sockets.FirstOrDefault(other => other.SocketKind == socket.SocketKind && other.Address.AsSpan().SequenceEqual(name));
        return sender is null ? null : context.HandleOf(sender.Id);
    }

    /// <summary>A socket that has the name of a sender who is not in the checkpoint, without touching the true name.</summary>
    private SafeFileHandle Stranger(byte[] name)
    {
        var stranger = SocketCalls.Create(SocketFamily.AF_UNIX, (SocketKind)socket.SocketKind, 0).OrThrow("make a UNIX socket");
        if (!UnixAddress.IsNamed(name))
            return stranger;
        var bound = UnixAddress.IsAbstract(name)
            ? SocketCalls.Bind(stranger, name)
            : NamePlace.Run([name], () => SocketCalls.Bind(stranger, name));
        if (!bound.Ok)
            context.Note($"a queued message of {UnixAddress.Show(name)} comes from an unnamed socket now: the name is in use");
        return stranger;
    }

    private void SendFrom(SafeFileHandle sender, QueuedMessage message, byte[] address)
    {
        var data = ContentReader.Read(message.Data, context.Content);
        var passed = message.Passed.Select(context.Handle).ToList();
        var credentials = message.SenderPid == 0 ? null : new UnixCredentials(context.PidOf(message.SenderPid), message.SenderUid, message.SenderGid);
        var sent = Try(sender, data, passed, credentials, address);
        if (sent.Error is Errno.ESRCH or Errno.EPERM && credentials is not null)
        {
            context.Note("a queued message can't carry its sender's credentials again: the sender has gone");
            sent = Try(sender, data, passed, null, address);
        }
        if (sent.OrThrow("put a message back into the queue of a UNIX socket") != data.Length)
            throw new PerdureException("cannot put a message back into the queue of a UNIX socket: it does not fit");
    }

    /// <summary>The program may have made the buffer smaller since; then it is made roomy for the moment.</summary>
    private static KernelResult<long> Try(
        SafeFileHandle sender, byte[] data, List<SafeFileHandle> passed, UnixCredentials? credentials, byte[] address)
    {
        var sent = MessageCalls.Send(sender, data, passed, credentials, address);
        if (sent.Error is not (Errno.EAGAIN or Errno.EMSGSIZE or Errno.ENOBUFS) && !(sent.Ok && sent.Value < data.Length))
            return sent;
        const int SOL = SocketOptionTable.SOL_SOCKET;
        var locks = SocketCalls.GetOption(sender, SOL, SO_BUF_LOCK).Or(0);
        var size = SocketCalls.GetOption(sender, SOL, SO_SNDBUF).Or(0);
        _ = SocketCalls.SetOption(sender, SOL, SO_SNDBUFFORCE, Roomy);
        var already = (int)sent.Or(0);
        var rest = MessageCalls.Send(sender, data.AsSpan(already), already > 0 ? [] : passed, credentials, address);
        _ = SocketCalls.SetOption(sender, SOL, SO_SNDBUFFORCE, size / 2);
        _ = SocketCalls.SetOption(sender, SOL, SO_BUF_LOCK, locks);
        return rest.Ok ? KernelResult.Success(already + rest.Value) : rest;
    }
}
