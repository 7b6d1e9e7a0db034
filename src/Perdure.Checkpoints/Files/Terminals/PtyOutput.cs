using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Terminals;

/// <summary>
/// What has been written to a pseudo-terminal and its master has not read. The kernel has no way to look at it only, so it is read and written back at once; this is
/// the one thing that a capture touches, for some ten microseconds, and only where something waits.
/// </summary>
internal static class PtyOutput
{
    /// <summary>The kernel itself holds no more than 64 KiB.</summary>
    private const int MaxBytes = 256 * 1024;

    private const int PutBackTries = 1000;
    private const uint OPOST = 1;

    /// <summary>The bytes; null when they can't be had without danger to them.</summary>
    public static byte[]? Peek(SafeFileHandle master)
    {
        if ((DescriptorCalls.Poll(master, PollEvents.POLLIN).Or(PollEvents.None) & PollEvents.POLLIN) == 0)
            return [];
        // In packet mode control bytes lie between; a stopped terminal would not take the bytes back.
        if (TerminalCalls.IsPacketMode(master).Or(1) != 0)
            return null;
        var opened = TerminalCalls.OpenSlave(master, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK);
        if (!opened.Ok)
            return null;
        using var slave = opened.Value;
        if ((DescriptorCalls.Poll(slave, PollEvents.POLLOUT).Or(PollEvents.None) & PollEvents.POLLOUT) == 0)
            return null;
        var bytes = Read(master);
        Write(slave, bytes);
        return bytes;
    }

    /// <summary>Writes bytes to the slave's side as they are, whatever its modes are.</summary>
    public static void Write(SafeFileHandle slave, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        var modes = TerminalCalls.GetModes(slave).OrThrow("read the modes of a terminal");
        var plain = modes;
        plain.c_oflag &= ~OPOST;
        TerminalCalls.SetModes(slave, plain).OrThrow("set the modes of a terminal");
        try
        {
            for (var tries = 0; !bytes.IsEmpty && tries < PutBackTries; tries++)
            {
                var written = FileCalls.Write(slave, bytes);
                bytes = bytes[(int)written.Or(0)..];
                if (written.Error == Errno.EAGAIN)
                    Thread.Sleep(1);
            }
        }
        finally
        {
            TerminalCalls.SetModes(slave, modes).OrThrow("set the modes of a terminal");
        }
        if (!bytes.IsEmpty)
            throw new PerdureException($"cannot put {bytes.Length} bytes back into a terminal");
    }

    private static byte[] Read(SafeFileHandle master)
    {
        var all = new byte[MaxBytes];
        var used = 0;
        // poll(2) first has the kernel move on what it still holds between the two sides.
        while (used < MaxBytes && (DescriptorCalls.Poll(master, PollEvents.POLLIN).Or(PollEvents.None) & PollEvents.POLLIN) != 0)
        {
            var got = FileCalls.Read(master, all.AsSpan(used));
            if (!got.Ok || got.Value == 0)
                break;
            used += (int)got.Value;
        }
        return all[..used];
    }
}
