namespace Perdure.Kernel.Procfs;

/// <summary>One item of an epoll set.</summary>
/// <param name="Fd">The number under which it was added; what has that number today may be something else.</param>
/// <param name="Events">EPOLL flags.</param>
/// <param name="Data">The program's own word.</param>
/// <param name="Position">The file's offset.</param>
/// <param name="Inode">The file's inode.</param>
/// <param name="Device">The file's device, as major * 2^20 + minor.</param>
public readonly record struct FdInfoEpollItem(RemoteFd Fd, uint Events, ulong Data, long Position, ulong Inode, ulong Device)
{
    internal static bool TryParse(ReadOnlySpan<byte> line, out FdInfoEpollItem item)
    {
        item = new FdInfoEpollItem(
            new RemoteFd((int)FdInfo.DecimalAfter(line, "tfd:"u8)),
            (uint)FdInfo.HexAfter(line, "events:"u8),
            FdInfo.HexAfter(line, "data:"u8),
            FdInfo.DecimalAfter(line, "pos:"u8),
            FdInfo.HexAfter(line, "ino:"u8),
            FdInfo.HexAfter(line, "sdev:"u8));
        return line.IndexOf("data:"u8) >= 0;
    }
}
