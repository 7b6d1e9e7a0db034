namespace Perdure.Kernel.Abi;

/// <summary>What perdure says to nf_tables: messages, attributes, registers, hooks (linux/netfilter/nf_tables.h and its neighbours).</summary>
[CConstants("netinet/in.h linux/netfilter.h linux/netfilter/nfnetlink.h linux/netfilter/nf_tables.h")]
internal static class NfTables
{
#pragma warning disable CS1591, SA1600 // The kernel's own names.
    public const int NFNL_SUBSYS_NFTABLES = 10;
    public const int NFNL_MSG_BATCH_BEGIN = 16;
    public const int NFNL_MSG_BATCH_END = 17;
    public const int NFPROTO_INET = 1;
    public const int NFPROTO_IPV4 = 2;
    public const int NFPROTO_IPV6 = 10;
    public const int NF_INET_LOCAL_IN = 1;
    public const int NF_INET_LOCAL_OUT = 3;
    public const int NF_DROP = 0;
    public const int NFT_MSG_NEWTABLE = 0;
    public const int NFT_MSG_GETTABLE = 1;
    public const int NFT_MSG_DELTABLE = 2;
    public const int NFT_MSG_NEWCHAIN = 3;
    public const int NFT_MSG_NEWRULE = 6;
    public const int NFT_MSG_NEWSET = 9;
    public const int NFT_MSG_NEWSETELEM = 12;
    public const int NFT_TABLE_F_OWNER = 2;
    public const int NFTA_TABLE_NAME = 1;
    public const int NFTA_TABLE_FLAGS = 2;
    public const int NFTA_CHAIN_TABLE = 1;
    public const int NFTA_CHAIN_NAME = 3;
    public const int NFTA_CHAIN_HOOK = 4;
    public const int NFTA_CHAIN_TYPE = 7;
    public const int NFTA_HOOK_HOOKNUM = 1;
    public const int NFTA_HOOK_PRIORITY = 2;
    public const int NFTA_RULE_TABLE = 1;
    public const int NFTA_RULE_CHAIN = 2;
    public const int NFTA_RULE_EXPRESSIONS = 4;
    public const int NFTA_LIST_ELEM = 1;
    public const int NFTA_EXPR_NAME = 1;
    public const int NFTA_EXPR_DATA = 2;
    public const int NFTA_SET_TABLE = 1;
    public const int NFTA_SET_NAME = 2;
    public const int NFTA_SET_FLAGS = 3;
    public const int NFTA_SET_KEY_TYPE = 4;
    public const int NFTA_SET_KEY_LEN = 5;
    public const int NFTA_SET_ID = 10;
    public const int NFTA_SET_TIMEOUT = 11;
    public const int NFT_SET_TIMEOUT = 16;
    public const int NFTA_SET_ELEM_LIST_TABLE = 1;
    public const int NFTA_SET_ELEM_LIST_SET = 2;
    public const int NFTA_SET_ELEM_LIST_ELEMENTS = 3;
    public const int NFTA_SET_ELEM_KEY = 1;
    public const int NFTA_DATA_VALUE = 1;
    public const int NFTA_DATA_VERDICT = 2;
    public const int NFTA_VERDICT_CODE = 1;
    public const int NFTA_META_DREG = 1;
    public const int NFTA_META_KEY = 2;
    public const int NFT_META_NFPROTO = 15;
    public const int NFT_META_L4PROTO = 16;
    public const int NFTA_CMP_SREG = 1;
    public const int NFTA_CMP_OP = 2;
    public const int NFTA_CMP_DATA = 3;
    public const int NFT_CMP_EQ = 0;
    public const int NFTA_PAYLOAD_DREG = 1;
    public const int NFTA_PAYLOAD_BASE = 2;
    public const int NFTA_PAYLOAD_OFFSET = 3;
    public const int NFTA_PAYLOAD_LEN = 4;
    public const int NFT_PAYLOAD_NETWORK_HEADER = 1;
    public const int NFT_PAYLOAD_TRANSPORT_HEADER = 2;
    public const int NFTA_LOOKUP_SET = 1;
    public const int NFTA_LOOKUP_SREG = 2;
    public const int NFTA_LOOKUP_SET_ID = 4;
    public const int NFTA_IMMEDIATE_DREG = 1;
    public const int NFTA_IMMEDIATE_DATA = 2;
    public const int NFT_REG_VERDICT = 0;
    public const int NFT_REG32_00 = 8;
#pragma warning restore CS1591, SA1600
}
