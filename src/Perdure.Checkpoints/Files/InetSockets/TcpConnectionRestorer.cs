using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>
/// Builds the TCP connections that live on: pairs with new sequence numbers; ends whose peer is outside only as long as its packets are held back. One that can't come back is replaced by one
/// that the peer has reset, and a note says why.
/// </summary>
internal sealed class TcpConnectionRestorer(RestoreContext context)
{
    private const long LingerMilliseconds = 1500;
    private const int LingerStep = 50;

    /// <summary>So much of the time for which packets are held back has to be left.</summary>
    private const long LeastMilliseconds = 1000;
    private long _patienceUntil;

    public static void RestoreAll(RestoreContext context)
    {
        var restorer = new TcpConnectionRestorer(context);
        var sockets = context.All<InetSocketDescription>().Where(static socket => socket.Connection is not null).ToList();
        restorer.RestoreHeld([.. sockets.Where(static socket => socket.Connection!.IsHeld)]);
        foreach (var socket in sockets.Where(socket => socket.Connection!.Peer is { } peer && socket.Id < peer))
            restorer.RestorePair(socket, (InetSocketDescription)context.DescriptionOf(socket.Connection!.Peer!.Value));
    }

    private void RestoreHeld(List<InetSocketDescription> sockets)
    {
        if (sockets.Count == 0)
            return;
        var reason = WhyNotHeld();
        foreach (var saved in sockets)
        {
            var builder = new TcpSocketBuilder(saved, context);
            var connection = saved.Connection!;
            var sent = (uint)(connection.Unacknowledged.Length + connection.Unsent.Length);
            var error = Errno.None;
            SafeFileHandle? socket = null;
            if (reason is null)
                error = builder.Build(connection.SendSequence - sent, connection.ReceiveSequence - (uint)connection.Received.Length, out socket);
            if (socket is null)
                Close(reason ?? ReasonOf(error), builder.Name, saved);
            else
                Give(saved, builder.Name, socket);
        }
    }

    private string? WhyNotHeld()
    {
        if (context.Options.HoldTable is not { } table)
            return "its peer is outside of the checkpoint";
        var found = PacketHold.Find(table);
        if (found != Errno.None)
        {
            return found == Errno.ENOENT
                ? "its peer's packets are not held back here: this is another boot, another machine or another network namespace, or the checkpoint was restored before"
                : $"whether its peer's packets are held back can't be known: {found.Describe()}";
        }

        context.HasHold = true;
        return context.Table.HeldUntil > 0 && Environment.TickCount64 > context.Table.HeldUntil - LeastMilliseconds
            ? "the time for which its peer's packets were held back is over"
            : null;
    }

    private void RestorePair(InetSocketDescription first, InetSocketDescription second)
    {
        var (one, other) = (new TcpSocketBuilder(first, context), new TcpSocketBuilder(second, context));
        // The last bytes that arrived are the last that were sent, so that nothing is under way.
        var (firstSequence, secondSequence) = (RandomSequence(), RandomSequence());
        var error = BuildPatiently(one, firstSequence + Length(second), secondSequence, out var socket);
        if (socket is not null)
        {
            error = BuildPatiently(other, secondSequence + Length(first), firstSequence, out var otherSocket);
            if (otherSocket is not null)
            {
                Give(first, one.Name, socket);
                Give(second, other.Name, otherSocket);
                return;
            }

            socket.Dispose();
        }

        Close(ReasonOf(error), one.Name, first, second);
    }

    /// <summary>An earlier life of the connection lingers (TIME_WAIT); on the loopback interface the kernel lets it be taken over after a second.</summary>
    private Errno BuildPatiently(TcpSocketBuilder builder, uint sendSequence, uint receiveSequence, out SafeFileHandle? socket)
    {
        while (true)
        {
            var error = builder.Build(sendSequence, receiveSequence, out socket);
            if (error is not (Errno.EADDRNOTAVAIL or Errno.EADDRINUSE))
                return error;
            if (_patienceUntil == 0)
                _patienceUntil = Environment.TickCount64 + LingerMilliseconds;
            if (Environment.TickCount64 > _patienceUntil)
                return error;
            Thread.Sleep(LingerStep);
        }
    }

    private void Give(InetSocketDescription saved, string name, SafeFileHandle socket)
    {
        context.Give(saved, socket);
        context.Revivals.Add(new TcpRevival(saved, name, socket, context));
    }

    private void Close(string reason, string name, params ReadOnlySpan<InetSocketDescription> ends)
    {
        foreach (var end in ends)
            context.Give(end, ClosedConnection.MakeReset((Kernel.Abi.SocketFamily)end.Family));
        context.Lose(name, reason);
    }

    private static uint Length(InetSocketDescription receiver) => (uint)receiver.Connection!.Received.Length;

    private static uint RandomSequence() => (uint)RandomNumberGenerator.GetInt32(int.MaxValue);

    private static string ReasonOf(Errno error) => error switch
    {
        Errno.EPERM => "CAP_NET_ADMIN is needed (run perdure as root)",
        Errno.EADDRNOTAVAIL or Errno.EADDRINUSE => "its addresses and ports are in use, or this machine does not have them (ss -tan shows the first, ip addr the second)",
        _ => string.Create(CultureInfo.InvariantCulture, $"the kernel does not take it ({error}: {error.Describe()})"),
    };
}
