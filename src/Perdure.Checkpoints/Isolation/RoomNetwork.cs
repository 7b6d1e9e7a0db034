using Perdure.Checkpoints.Files.InetSockets;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Isolation;

/// <summary>
/// The network of a room: the loopback device alone, which also has each address that a socket of the program was bound to. The way to everywhere else leads
/// into it and ends there, so a peer is as silent as behind a cut cable, and sockets that were connected to one can be made.
/// </summary>
internal static class RoomNetwork
{
    /// <summary>Sets it up. Precondition: the process has a new network namespace.</summary>
    public static void SetUp(FileTable files)
    {
        LoopbackCalls.SwitchOn().OrThrow("switch on the loopback device of a trial");
        foreach (var address in AddressesOf(files))
        {
            // One that can't be added (IPv6 is switched off) fails with its name when it is bound.
            _ = LoopbackCalls.AddAddress(address);
        }

        _ = LoopbackCalls.LeadEverywhere(isV6: false);
        _ = LoopbackCalls.LeadEverywhere(isV6: true);
    }

    /// <summary>The addresses that sockets are bound to, but those that a loopback device has anyway and those of groups.</summary>
    internal static IReadOnlyList<byte[]> AddressesOf(FileTable files) =>
    [
        .. files.Descriptions.OfType<InetSocketDescription>()
            .Where(socket => socket.Bound)
            .Select(socket => InetAddress.OwnHost(socket.Address))
            .OfType<byte[]>()
            .DistinctBy(Convert.ToHexString),
    ];
}
