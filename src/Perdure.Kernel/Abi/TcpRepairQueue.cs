namespace Perdure.Kernel.Abi;

/// <summary>Which queue is looked at or filled (TCP_REPAIR_QUEUE, linux/tcp.h).</summary>
[CConstants("linux/tcp.h")]
public enum TcpRepairQueue
{
    /// <summary>None.</summary>
    TCP_NO_QUEUE = 0,

    /// <summary>What was received and not read.</summary>
    TCP_RECV_QUEUE = 1,

    /// <summary>What was written and not acknowledged.</summary>
    TCP_SEND_QUEUE = 2,
}
