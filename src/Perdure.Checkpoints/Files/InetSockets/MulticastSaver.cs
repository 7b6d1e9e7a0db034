using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.InetSockets;

/// <summary>
/// The kernel does not list the multicast groups of a socket, but answers whether it is in one of them (MCAST_MSFILTER). So each group that some socket of this
/// machine has joined (/proc/net/igmp, igmp6) is asked for.
/// </summary>
internal static class MulticastSaver
{
    private const int MCAST_MSFILTER = 48;

    // struct group_filter: interface, struct sockaddr_storage group, mode, count, sources of 128 bytes each.
    private const int GroupAt = 8;
    private const int ModeAt = 136;
    private const int CountAt = 140;
    private const int SourcesAt = 144;
    private const int AddressBytes = 128;
    private const int MaxSources = 64;
    private const int MCAST_INCLUDE = 1;

    public static IReadOnlyList<MulticastMembership> Read(SafeFileHandle socket, SocketFamily family, CaptureContext context)
    {
        List<MulticastMembership>? memberships = null;
        if (!context.MulticastGroups.TryGetValue(family, out var groups))
            context.MulticastGroups.Add(family, groups = family == SocketFamily.AF_INET6 ? GroupsV6() : GroupsV4());
        foreach (var (card, group) in groups)
        {
            if (Ask(socket, family, card, group) is { } membership)
                (memberships ??= []).Add(membership);
        }
        return memberships ?? [];
    }

    private static MulticastMembership? Ask(SafeFileHandle socket, SocketFamily family, int card, byte[] group)
    {
        Span<byte> filter = stackalloc byte[SourcesAt + (MaxSources * AddressBytes)];
        filter.Clear();
        BitConverter.TryWriteBytes(filter, card);
        group.CopyTo(filter[GroupAt..]);
        BitConverter.TryWriteBytes(filter[CountAt..], MaxSources);
        var level = family == SocketFamily.AF_INET6 ? SocketOptionTable.SOL_IPV6 : SocketOptionTable.SOL_IP;
        if (!SocketCalls.GetOption(socket, level, MCAST_MSFILTER, filter).Ok)
            return null;
        var sources = new List<byte[]>();
        var count = Math.Clamp(BitConverter.ToInt32(filter[CountAt..]), 0, MaxSources);
        for (var index = 0; index < count; index++)
            sources.Add(filter.Slice(SourcesAt + (index * AddressBytes), group.Length).ToArray());
        return new MulticastMembership(group, card, BitConverter.ToInt32(filter[ModeAt..]) == MCAST_INCLUDE, sources);
    }

    private static List<(int Card, byte[] Group)> GroupsV4()
    {
        var groups = new List<(int, byte[])>();
        var card = 0;
        foreach (var line in ReadLines("/proc/net/igmp"))
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0] == "Idx")
                continue;
            if (!char.IsWhiteSpace(line[0]))
                _ = int.TryParse(words[0], CultureInfo.InvariantCulture, out card);
            else if (uint.TryParse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var host))
                groups.Add((card, Address(SocketFamily.AF_INET, BitConverter.GetBytes(host), 4, 16)));
        }
        return groups;
    }

    private static List<(int Card, byte[] Group)> GroupsV6()
    {
        var groups = new List<(int, byte[])>();
        foreach (var line in ReadLines("/proc/net/igmp6"))
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 2 && int.TryParse(words[0], CultureInfo.InvariantCulture, out var card) && words[2].Length == 32)
                groups.Add((card, Address(SocketFamily.AF_INET6, Convert.FromHexString(words[2]), 8, 28)));
        }
        return groups;
    }

    private static byte[] Address(SocketFamily family, byte[] host, int at, int bytes)
    {
        var address = new byte[bytes];
        address[0] = (byte)family;
        host.CopyTo(address, at);
        return address;
    }

    private static IEnumerable<string> ReadLines(string path) => File.Exists(path) ? File.ReadLines(path) : [];
}
