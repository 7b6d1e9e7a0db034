using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Inotify;

/// <summary>
/// Events can't be put into an inotify queue, but programs must live with their loss: the kernel then ends a full queue by IN_Q_OVERFLOW. So the queue is filled
/// with events of a file of our own, and all are taken out again but the last.
/// </summary>
internal static class InotifyOverflow
{
    private const uint IN_CLOSE_WRITE = 8;
    private const uint IN_OPEN = 32;
    private const int EventBytes = 16;
    private const int MaxRounds = 40_000;

    /// <summary>Leaves IN_Q_OVERFLOW as the only event. Precondition: the queue is empty.</summary>
    /// <returns>Whether the queue could be filled.</returns>
    public static bool Cause(SafeFileHandle queue)
    {
        using var dummy = MemFdCalls.Create("perdure-watch", 0).OrThrow("make a memory file");
        var path = FileCalls.OwnPath(dummy);
        var watch = InotifyCalls.Add(queue, path, IN_OPEN | IN_CLOSE_WRITE).OrThrow("watch a file of our own");
        var isFull = Fill(queue, path);
        _ = InotifyCalls.Remove(queue, watch);
        TakeAllBut(queue, isFull ? EventBytes : 0);
        return isFull;
    }

    /// <summary>Two kinds of events in turn, since the kernel merges those that are the same.</summary>
    private static bool Fill(SafeFileHandle queue, string path)
    {
        var before = -1;
        for (var round = 0; round < MaxRounds; round++)
        {
            FileCalls.Open(path, OpenFlags.O_WRONLY).OrThrow("open a file of our own").Dispose();
            var now = DescriptorCalls.ReadableBytes(queue).Or(0);
            if (now == before)
                return true;
            before = now;
        }

        return false;
    }

    private static void TakeAllBut(SafeFileHandle queue, int rest)
    {
        Span<byte> events = stackalloc byte[1024 * EventBytes];
        for (var left = DescriptorCalls.ReadableBytes(queue).Or(0) - rest; left > 0;)
        {
            var read = FileCalls.Read(queue, events[..Math.Min(left, events.Length)]).Or(0);
            if (read <= 0)
                return;
            left -= (int)read;
        }
    }
}
