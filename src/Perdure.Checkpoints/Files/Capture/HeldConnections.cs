using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>
/// TCP connections of processes that are to be killed, and come back later. Until then packets of those with a peer outside are held back by a table that goes by
/// itself with this process, and each socket has a descriptor of ours. So whatever happens before the processes are dead, the connections go on.
/// </summary>
internal sealed class HeldConnections(string table, TimeSpan time) : IDisposable
{
    private readonly List<SafeFileHandle> _sockets = [];
    private readonly List<TcpPath> _paths = [];
    private PacketHold? _now;

    /// <summary>Until when packets are held back, once the processes are dead; 0 for ever.</summary>
    public long Until { get; private set; }

    /// <summary>Holds packets back from now on.</summary>
    public Errno Begin(IReadOnlyList<TcpPath> incoming)
    {
        var hold = PacketHold.ForNow(table + "-now", incoming);
        if (!hold.Ok)
            return hold.Error;
        _now = hold.Value;
        Until = time > TimeSpan.Zero ? Environment.TickCount64 + (long)time.TotalMilliseconds : 0;
        return Errno.None;
    }

    /// <summary>The socket is to end without a word to its peer; packets that come to it are to be held back until it is there again, if its peer is outside.</summary>
    public void Add(SafeFileHandle socket, TcpPath? incoming = null)
    {
        _sockets.Add(DescriptorCalls.Duplicate(socket).OrThrow("duplicate a socket", "raise the limit of open files (ulimit -n)"));
        if (incoming is not null)
            _paths.Add(incoming);
    }

    /// <summary>
    /// Ends the sockets without a word to their peers. Precondition: their processes are dead. In repair mode the last close is silent, whoever does it.
    /// </summary>
    /// <returns>What the user should know; null when all went well.</returns>
    public string? Bury()
    {
        var error = _paths.Count > 0 ? PacketHold.Lasting(table, _paths, (long)time.TotalMilliseconds) : Errno.None;
        foreach (var socket in _sockets)
            _ = TcpCalls.SetRepair(socket, TcpRepairMode.TCP_REPAIR_ON);
        Dispose();
        return error == Errno.None ? null : $"connections to outside can't be held back any longer ({error.Describe()}); a restore will close them";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The sockets first: as long as packets are held back, no peer can ask for one that has gone.
        foreach (var socket in _sockets)
            socket.Dispose();
        _sockets.Clear();
        _now?.Dispose();
        _now = null;
    }
}
