using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>
/// A socket of a program that stands still is in repair mode for some microseconds. Should perdure be killed within them, the program could neither read nor write it: so nothing is done here
/// that could be done before or after.
/// </summary>
internal readonly ref struct RepairScope
{
    private readonly SafeFileHandle _socket;
    private readonly int _reuse;

    private RepairScope(SafeFileHandle socket, int reuse)
    {
        _socket = socket;
        _reuse = reuse;
    }

    /// <summary>Whether it is in repair mode at all, and if not, why.</summary>
    public Errno Error { get; private init; }

    public static RepairScope Begin(SafeFileHandle socket)
    {
        var reuse = SocketCalls.GetOption(socket, SocketOptionTable.SOL_SOCKET, SocketOptionTable.SO_REUSEADDR).Or(0);
        return new RepairScope(socket, reuse) { Error = TcpCalls.SetRepair(socket, TcpRepairMode.TCP_REPAIR_ON).Error };
    }

    public void Dispose()
    {
        if (Error != Errno.None)
            return;
        _ = TcpCalls.SetRepair(_socket, TcpRepairMode.TCP_REPAIR_OFF_NO_WP);
        // Repair mode has taken it away.
        if (_reuse != 0)
            _ = SocketCalls.SetOption(_socket, SocketOptionTable.SOL_SOCKET, SocketOptionTable.SO_REUSEADDR, _reuse);
    }
}
