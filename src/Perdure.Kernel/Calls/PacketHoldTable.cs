using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// What is said to nf_tables: one set of addresses and ports for each direction and family, and a rule that drops what is in it. So a packet costs one lookup,
/// however many connections are held.
/// </summary>
internal static class PacketHoldTable
{
    // Where a packet has the addresses that sockets know: behind the translation of sources on its way in, before all translation on its way out.
    private const int InPriority = 150;
    private const int OutPriority = -150;
    private const byte TcpProtocol = 6;
    private const int PortsBytes = 4;
    private const int RegisterBytes = 4;
    private const int ElementsInMessage = 500;

    public static NetlinkBatch Make(string table, IReadOnlyList<TcpPath> incoming, bool isOwned, long milliseconds)
    {
        var batch = new NetlinkBatch();
        batch.Message(NfTables.NFT_MSG_NEWTABLE, Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL, () =>
        {
            batch.Text(NfTables.NFTA_TABLE_NAME, table);
            batch.Number(NfTables.NFTA_TABLE_FLAGS, isOwned ? NfTables.NFT_TABLE_F_OWNER : 0);
        });
        AddDirection(batch, table, "in", NfTables.NF_INET_LOCAL_IN, InPriority, incoming, milliseconds, 1);
        AddDirection(batch, table, "out", NfTables.NF_INET_LOCAL_OUT, OutPriority, [.. incoming.Select(static path => path.Reverse)], milliseconds, 3);
        return batch;
    }

    public static NetlinkBatch Remove(string table)
    {
        var batch = new NetlinkBatch();
        return batch.Message(NfTables.NFT_MSG_DELTABLE, 0, () => batch.Text(NfTables.NFTA_TABLE_NAME, table));
    }

    /// <summary>A question, which can't be part of a batch.</summary>
    public static byte[] Find(string table)
    {
        var batch = new NetlinkBatch();
        var begin = batch.Length;
        batch.Message(NfTables.NFT_MSG_GETTABLE, 0, () => batch.Text(NfTables.NFTA_TABLE_NAME, table));
        var end = batch.Length;
        return batch.End()[begin..end];
    }

    private static void AddDirection(
        NetlinkBatch batch, string table, string chain, int hook, int priority, IReadOnlyList<TcpPath> paths, long milliseconds, int firstSet)
    {
        batch.Message(NfTables.NFT_MSG_NEWCHAIN, Netlink.NLM_F_CREATE, () =>
        {
            batch.Text(NfTables.NFTA_CHAIN_TABLE, table);
            batch.Text(NfTables.NFTA_CHAIN_NAME, chain);
            batch.Nest(NfTables.NFTA_CHAIN_HOOK, () =>
            {
                batch.Number(NfTables.NFTA_HOOK_HOOKNUM, hook);
                batch.Number(NfTables.NFTA_HOOK_PRIORITY, priority);
            });
            batch.Text(NfTables.NFTA_CHAIN_TYPE, "filter");
        });
        foreach (var isV6 in (bool[])[false, true])
        {
            var own = paths.Where(path => path.IsV6 == isV6).Select(static path => (byte[])[.. path.From, .. path.To, .. path.Ports]).ToList();
            if (own.Count == 0)
                continue;
            var set = (Name: chain + (isV6 ? "6" : "4"), Id: firstSet + (isV6 ? 1 : 0));
            AddSet(batch, table, set, own, milliseconds);
            AddRule(batch, table, chain, set, isV6);
        }
    }

    private static void AddSet(NetlinkBatch batch, string table, (string Name, int Id) set, List<byte[]> keys, long milliseconds)
    {
        batch.Message(NfTables.NFT_MSG_NEWSET, Netlink.NLM_F_CREATE, () =>
        {
            batch.Text(NfTables.NFTA_SET_TABLE, table);
            batch.Text(NfTables.NFTA_SET_NAME, set.Name);
            batch.Number(NfTables.NFTA_SET_FLAGS, milliseconds > 0 ? NfTables.NFT_SET_TIMEOUT : 0);
            batch.Number(NfTables.NFTA_SET_KEY_TYPE, 0);
            batch.Number(NfTables.NFTA_SET_KEY_LEN, keys[0].Length);
            batch.Number(NfTables.NFTA_SET_ID, set.Id);
            if (milliseconds > 0)
                batch.LongNumber(NfTables.NFTA_SET_TIMEOUT, milliseconds);
        });
        foreach (var some in keys.Chunk(ElementsInMessage))
        {
            batch.Message(NfTables.NFT_MSG_NEWSETELEM, Netlink.NLM_F_CREATE, () =>
            {
                batch.Text(NfTables.NFTA_SET_ELEM_LIST_TABLE, table);
                batch.Text(NfTables.NFTA_SET_ELEM_LIST_SET, set.Name);
                batch.Nest(NfTables.NFTA_SET_ELEM_LIST_ELEMENTS, () =>
                {
                    foreach (var key in some)
                        batch.Nest(NfTables.NFTA_LIST_ELEM, () => batch.Nest(NfTables.NFTA_SET_ELEM_KEY, () => batch.Bytes(NfTables.NFTA_DATA_VALUE, key)));
                });
            });
        }
    }

    private static void AddRule(NetlinkBatch batch, string table, string chain, (string Name, int Id) set, bool isV6)
    {
        var (addressesAt, addressesBytes) = isV6 ? (8, 32) : (12, 8);
        batch.Message(NfTables.NFT_MSG_NEWRULE, Netlink.NLM_F_CREATE | Netlink.NLM_F_APPEND, () =>
        {
            batch.Text(NfTables.NFTA_RULE_TABLE, table);
            batch.Text(NfTables.NFTA_RULE_CHAIN, chain);
            batch.Nest(NfTables.NFTA_RULE_EXPRESSIONS, () =>
            {
                AddTest(batch, NfTables.NFT_META_NFPROTO, (byte)(isV6 ? NfTables.NFPROTO_IPV6 : NfTables.NFPROTO_IPV4));
                AddTest(batch, NfTables.NFT_META_L4PROTO, TcpProtocol);
                AddLoad(batch, NfTables.NFT_REG32_00, NfTables.NFT_PAYLOAD_NETWORK_HEADER, addressesAt, addressesBytes);
                AddLoad(batch, NfTables.NFT_REG32_00 + (addressesBytes / RegisterBytes), NfTables.NFT_PAYLOAD_TRANSPORT_HEADER, 0, PortsBytes);
                AddExpression(batch, "lookup", () =>
                {
                    batch.Text(NfTables.NFTA_LOOKUP_SET, set.Name);
                    batch.Number(NfTables.NFTA_LOOKUP_SREG, NfTables.NFT_REG32_00);
                    batch.Number(NfTables.NFTA_LOOKUP_SET_ID, set.Id);
                });
                AddExpression(batch, "immediate", () =>
                {
                    batch.Number(NfTables.NFTA_IMMEDIATE_DREG, NfTables.NFT_REG_VERDICT);
                    batch.Nest(NfTables.NFTA_IMMEDIATE_DATA, () =>
                        batch.Nest(NfTables.NFTA_DATA_VERDICT, () => batch.Number(NfTables.NFTA_VERDICT_CODE, NfTables.NF_DROP)));
                });
            });
        });
    }

    private static void AddTest(NetlinkBatch batch, int metaKey, byte value)
    {
        AddExpression(batch, "meta", () =>
        {
            batch.Number(NfTables.NFTA_META_DREG, NfTables.NFT_REG32_00);
            batch.Number(NfTables.NFTA_META_KEY, metaKey);
        });
        AddExpression(batch, "cmp", () =>
        {
            batch.Number(NfTables.NFTA_CMP_SREG, NfTables.NFT_REG32_00);
            batch.Number(NfTables.NFTA_CMP_OP, NfTables.NFT_CMP_EQ);
            batch.Nest(NfTables.NFTA_CMP_DATA, () => batch.Bytes(NfTables.NFTA_DATA_VALUE, [value]));
        });
    }

    private static void AddLoad(NetlinkBatch batch, int register, int header, int offset, int length) => AddExpression(batch, "payload", () =>
    {
        batch.Number(NfTables.NFTA_PAYLOAD_DREG, register);
        batch.Number(NfTables.NFTA_PAYLOAD_BASE, header);
        batch.Number(NfTables.NFTA_PAYLOAD_OFFSET, offset);
        batch.Number(NfTables.NFTA_PAYLOAD_LEN, length);
    });

    private static void AddExpression(NetlinkBatch batch, string name, Action data) => batch.Nest(NfTables.NFTA_LIST_ELEM, () =>
    {
        batch.Text(NfTables.NFTA_EXPR_NAME, name);
        batch.Nest(NfTables.NFTA_EXPR_DATA, data);
    });
}
