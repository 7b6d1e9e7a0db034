using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.InetSockets;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.UnixSockets;

/// <summary>
/// Looks at what a UNIX socket has received, without taking it. SO_PEEK_OFF walks through several messages; it is put back as it was. What is passed along
/// becomes known to the capture like any other description.
/// </summary>
internal static class UnixQueue
{
    private const int SO_PEEK_OFF = 42;
    private const int FirstBuffer = 256 * 1024;
    private const int MaxBuffer = 64 * 1024 * 1024;

    public static void Peek(FoundDescription found, UnixSocketEntry entry, CaptureContext context)
    {
        const int Listening = 10;
        if (entry.State == Listening || !HasData(found.First.Handle, entry))
            return;
        var messages = entry.Kind == (int)SocketKind.SOCK_STREAM ? PeekStream(found.First.Handle, entry) : null;
        messages ??= Walk(found.First.Handle, entry.Kind == (int)SocketKind.SOCK_STREAM, Math.Max(FirstBuffer, (int)entry.ReceiveQueue));
        var pending = new List<PendingMessage>(messages.Count);
        foreach (var (message, data) in messages)
            pending.Add(new PendingMessage(data, message.Sender, [.. message.Passed.Select(handle => context.FindOrAdd(handle).Id)], message.Credentials));
        context.Queues[found.Id] = pending;
    }

    private static bool HasData(SafeFileHandle socket, UnixSocketEntry entry) =>
        entry.ReceiveQueue > 0 || (DescriptorCalls.Poll(socket, PollEvents.POLLIN).Or(PollEvents.None) & PollEvents.POLLIN) != 0;

    /// <summary>The whole stream by one look that changes nothing; null when it carries descriptors, or credentials that change on the way.</summary>
    private static List<(SocketMessage, byte[])>? PeekStream(SafeFileHandle socket, UnixSocketEntry entry)
    {
        if (entry.ReceiveQueue == 0)
            return [];
        if (SocketCalls.GetOption(socket, SocketOptionTable.SOL_SOCKET, SO_PEEK_OFF).Or(-1) >= 0)
            return null;
        var data = new byte[entry.ReceiveQueue];
        var message = MessageCalls.Peek(socket, data);
        if (message is { Ok: true, Value.Passed.Count: 0 } && message.Value.Length == data.Length)
            return [(message.Value, data)];
        if (message.Ok)
            Drop(message.Value);
        return null;
    }

    private static List<(SocketMessage, byte[])> Walk(SafeFileHandle socket, bool stream, int bufferBytes)
    {
        var before = SocketCalls.GetOption(socket, SocketOptionTable.SOL_SOCKET, SO_PEEK_OFF).OrThrow("look into the queue of a socket");
        var empty = stream || before >= 0 ? null : EmptyFirst(socket);
        try
        {
            SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, SO_PEEK_OFF, 0).OrThrow("look into the queue of a socket");
            var messages = WalkFromStart(socket, stream, ref bufferBytes)
                ?? throw new PerdureException($"a message in the queue of a socket is longer than {MaxBuffer} bytes");
            if (empty is not null && messages is not [{ Item2.Length: 0 }, ..])
                messages.Insert(0, (empty, []));
            return messages;
        }
        finally
        {
            _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, SO_PEEK_OFF, before);
        }
    }

    /// <summary>
    /// A message without bytes at the head of the queue; null when there is none. The kernel lets a walk by SO_PEEK_OFF see such a message only once ever, so
    /// after an earlier checkpoint the first one is found by a plain look, and further ones are lost.
    /// </summary>
    private static SocketMessage? EmptyFirst(SafeFileHandle socket)
    {
        var first = MessageCalls.Peek(socket, new byte[1]);
        if (!first.Ok)
            return null;
        if (first.Value is { Length: 0, Passed.Count: 0 })
            return first.Value;
        Drop(first.Value);
        return null;
    }

    /// <summary>Null when a message is too long for any buffer.</summary>
    private static List<(SocketMessage, byte[])>? WalkFromStart(SafeFileHandle socket, bool stream, ref int bufferBytes)
    {
        while (bufferBytes <= MaxBuffer)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(bufferBytes);
            var messages = Collect(socket, stream, buffer);
            ArrayPool<byte>.Shared.Return(buffer);
            if (messages is not null)
                return messages;
            bufferBytes *= 2;
            _ = SocketCalls.SetOption(socket, SocketOptionTable.SOL_SOCKET, SO_PEEK_OFF, 0);
        }
        return null;
    }

    /// <summary>Null when the buffer was too small for a message.</summary>
    private static List<(SocketMessage, byte[])>? Collect(SafeFileHandle socket, bool stream, byte[] buffer)
    {
        var messages = new List<(SocketMessage, byte[])>();
        while (MessageCalls.Peek(socket, buffer) is { Ok: true } peeked)
        {
            var message = peeked.Value;
            var ends = stream && message.Length == 0;
            if (!ends && !message.Truncated)
            {
                messages.Add((message, buffer.AsSpan(0, message.Length).ToArray()));
                continue;
            }
            Drop(message);
            if (ends)
                break;
            messages.ForEach(static seen => Drop(seen.Item1));
            return null;
        }
        return messages;
    }

    private static void Drop(SocketMessage message)
    {
        foreach (var handle in message.Passed)
            handle.Dispose();
    }
}
