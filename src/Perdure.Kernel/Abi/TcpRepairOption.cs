using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>struct tcp_repair_opt of linux/tcp.h: an option that both ends of a connection have agreed on.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct tcp_repair_opt", "linux/tcp.h")]
public record struct TcpRepairOption
{
    /// <summary>A <see cref="TcpOptionCode"/>.</summary>
    public uint opt_code;

    /// <summary>Its value.</summary>
    public uint opt_val;
}
