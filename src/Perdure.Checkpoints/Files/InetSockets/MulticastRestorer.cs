using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>Joins multicast groups again, with their source filters.</summary>
internal static class MulticastRestorer
{
    private const int MCAST_JOIN_GROUP = 42;
    private const int MCAST_BLOCK_SOURCE = 43;
    private const int MCAST_JOIN_SOURCE_GROUP = 46;
    private const int GroupAt = 8;
    private const int SourceAt = 136;

    public static void Restore(SafeFileHandle socket, InetSocketDescription saved, RestoreContext context)
    {
        var level = saved.Family == 10 ? SocketOptionTable.SOL_IPV6 : SocketOptionTable.SOL_IP;
        foreach (var membership in saved.Memberships)
        {
            var joined = membership.Include || Set(socket, level, MCAST_JOIN_GROUP, membership, null);
            foreach (var source in membership.Sources)
                joined &= Set(socket, level, membership.Include ? MCAST_JOIN_SOURCE_GROUP : MCAST_BLOCK_SOURCE, membership, source);
            if (!joined)
                context.Note($"the multicast group {InetAddress.Show(membership.Group)} can't be joined again on interface {membership.Interface}");
        }
    }

    private static bool Set(SafeFileHandle socket, int level, int option, MulticastMembership membership, byte[]? source)
    {
        Span<byte> request = stackalloc byte[SourceAt + 128];
        request.Clear();
        BitConverter.TryWriteBytes(request, membership.Interface);
        membership.Group.CopyTo(request[GroupAt..]);
        source?.CopyTo(request[SourceAt..]);
        return SocketCalls.SetOption(socket, level, option, source is null ? request[..SourceAt] : request).Ok;
    }
}
