using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Messages for nf_tables that take effect together or not at all.</summary>
internal sealed class NetlinkBatch : NetlinkMessages
{
    public NetlinkBatch() => Control(NfTables.NFNL_MSG_BATCH_BEGIN);

    /// <summary>How many answers come: one for each message.</summary>
    public int Answers { get; private set; }

    /// <summary>The whole batch.</summary>
    public byte[] End()
    {
        Control(NfTables.NFNL_MSG_BATCH_END);
        return ToArray();
    }

    /// <summary>One message; attributes follow within the action.</summary>
    public NetlinkBatch Message(int kind, int flags, Action attributes)
    {
        Answers++;
        Whole((NfTables.NFNL_SUBSYS_NFTABLES << 8) | kind, Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK | flags, NfTables.NFPROTO_INET, 0, attributes);
        return this;
    }

    private void Control(int kind) => Whole(kind, Netlink.NLM_F_REQUEST, 0, NfTables.NFNL_SUBSYS_NFTABLES, static () => { });

    /// <summary>struct nfgenmsg: family, version, a number in the network's order.</summary>
    private void Whole(int type, int flags, int family, int resource, Action attributes) => Add(type, flags, [(byte)family, 0, (byte)(resource >> 8), (byte)resource], attributes);
}
