namespace Perdure.Kernel.Procfs;

/// <summary>One watch of an inotify queue.</summary>
/// <param name="Number">The watch descriptor.</param>
/// <param name="Inode">What is watched.</param>
/// <param name="Device">Its device, as major * 2^20 + minor.</param>
/// <param name="Mask">IN flags.</param>
/// <param name="Handle">Type (four bytes) and bytes of its lasting handle; empty when the file system has none.</param>
public sealed record FdInfoWatch(int Number, ulong Inode, ulong Device, uint Mask, byte[] Handle)
{
    private const int MaxHandle = 128;

    internal static FdInfoWatch? TryParse(ReadOnlySpan<byte> line)
    {
        var number = (int)FdInfo.HexAfter(line, "wd:"u8);
        if (number <= 0)
            return null;
        return new FdInfoWatch(
            number,
            FdInfo.HexAfter(line, " ino:"u8),
            FdInfo.HexAfter(line, "sdev:"u8),
            (uint)FdInfo.HexAfter(line, " mask:"u8),
            ParseHandle(line));
    }

    private static byte[] ParseHandle(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOf("f_handle:"u8);
        var length = (int)FdInfo.HexAfter(line, "fhandle-bytes:"u8);
        if (at < 0 || length is <= 0 or > MaxHandle)
            return [];
        var digits = line[(at + 9)..].Trim((byte)' ');
        if (digits.Length < length * 2)
            return [];
        var handle = new byte[4 + length];
        BitConverter.TryWriteBytes(handle, (int)FdInfo.HexAfter(line, "fhandle-type:"u8));
        Convert.FromHexString(System.Text.Encoding.ASCII.GetString(digits[..(length * 2)])).CopyTo(handle, 4);
        return handle;
    }
}
