using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>struct tcp_repair_window of linux/tcp.h: both windows of a connection.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct tcp_repair_window", "linux/tcp.h")]
public record struct TcpRepairWindow
{
    /// <summary>Sequence number of the segment that last changed the window for sending.</summary>
    public uint snd_wl1;

    /// <summary>Window for sending.</summary>
    public uint snd_wnd;

    /// <summary>The largest one that the peer has offered.</summary>
    public uint max_window;

    /// <summary>Window for receiving.</summary>
    public uint rcv_wnd;

    /// <summary>What had been received when it was last told to the peer.</summary>
    public uint rcv_wup;
}
