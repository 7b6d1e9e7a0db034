namespace Perdure.Kernel.Abi;

/// <summary>What all families of netlink share (linux/netlink.h, linux/sock_diag.h for the message of its family).</summary>
[CConstants("linux/netlink.h linux/sock_diag.h")]
internal static class Netlink
{
#pragma warning disable CS1591, SA1600 // The kernel's own names.
    public const int NETLINK_ROUTE = 0;
    public const int NETLINK_SOCK_DIAG = 4;
    public const int NETLINK_NETFILTER = 12;
    public const int NLM_F_REQUEST = 1;
    public const int NLM_F_ACK = 4;
    public const int NLM_F_EXCL = 0x200;
    public const int NLM_F_DUMP = 0x300;
    public const int NLM_F_CREATE = 0x400;
    public const int NLM_F_APPEND = 0x800;
    public const int NLMSG_ERROR = 2;
    public const int NLMSG_DONE = 3;
    public const int NLA_F_NESTED = 0x8000;
    public const int SOCK_DIAG_BY_FAMILY = 20;
#pragma warning restore CS1591, SA1600
}
