using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// A table of nf_tables that drops the packets of some TCP connections of this network namespace, both ways: the kernel then tells nobody that the
/// connection is not there, and the peer sends again later. This one goes by itself when it is disposed, or when this process ends in any way.
/// </summary>
public sealed class PacketHold : IDisposable
{
    private const int BufferBytes = 8 * 1024 * 1024;
    private readonly NetlinkSocket _owner;

    private PacketHold(NetlinkSocket owner) => _owner = owner;

    /// <summary>Holds until it is disposed.</summary>
    /// <param name="table">Name of the table.</param>
    /// <param name="incoming">The packets that come in; those that answer them are meant too.</param>
    public static KernelResult<PacketHold> ForNow(string table, IReadOnlyList<TcpPath> incoming)
    {
        var socket = Open();
        if (!socket.Ok)
            return KernelResult.Failure<PacketHold>(socket.Error);
        var error = Talk(socket.Value, PacketHoldTable.Make(table, incoming, isOwned: true, milliseconds: 0));
        if (error == Errno.None)
            return KernelResult.Success(new PacketHold(socket.Value));
        socket.Value.Dispose();
        return KernelResult.Failure<PacketHold>(error);
    }

    /// <summary>Makes a table that stays until it is removed, or the machine starts anew; after the time it drops nothing any more.</summary>
    public static Errno Lasting(string table, IReadOnlyList<TcpPath> incoming, long milliseconds) =>
        Alone(PacketHoldTable.Make(table, incoming, isOwned: false, milliseconds));

    /// <summary>Removes a lasting table; ENOENT when there is none.</summary>
    public static Errno Remove(string table) => Alone(PacketHoldTable.Remove(table));

    /// <summary>None when there is such a table in this network namespace, ENOENT when there is not.</summary>
    public static Errno Find(string table)
    {
        var socket = Open();
        if (!socket.Ok)
            return socket.Error;
        using var handle = socket.Value;
        return handle.Ask(PacketHoldTable.Find(table), 1);
    }

    /// <inheritdoc/>
    public void Dispose() => _owner.Dispose();

    private static Errno Alone(NetlinkBatch batch)
    {
        var socket = Open();
        if (!socket.Ok)
            return socket.Error;
        using var handle = socket.Value;
        return Talk(handle, batch);
    }

    private static KernelResult<NetlinkSocket> Open() => NetlinkSocket.Open(Netlink.NETLINK_NETFILTER, BufferBytes);

    private static Errno Talk(NetlinkSocket socket, NetlinkBatch batch) => socket.Ask(batch.End(), batch.Answers);
}
