using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Inotify;

/// <summary>
/// Makes an inotify queue whose watches have the numbers that the program knows. The kernel counts them up and never gives one twice, so the numbers
/// between are used up by watches on a file of our own.
/// </summary>
internal static class InotifyRestorer
{
    /// <summary>More numbers than this are not used up; the program is told that its events are lost instead.</summary>
    private const int MaxNumber = 4_000_000;

    private const uint IN_ATTRIB = 4;

    public static SafeFileHandle Restore(InotifyDescription saved, RestoreContext context)
    {
        var queue = InotifyCalls.Create().OrThrow("make an inotify queue", "raise /proc/sys/fs/inotify/max_user_instances");
        using var dummy = MemFdCalls.Create("perdure-watch", 0).OrThrow("make a memory file");
        var next = 1;
        foreach (var watch in saved.Watches)
        {
            if (watch.Number < next || watch.Number > MaxNumber)
            {
                context.Note($"the inotify watch {watch.Number} on {watch.Path} has a number that can't be had again; it is left out");
                continue;
            }
            UseUp(queue, dummy, ref next, watch.Number);
            if (watch.Path is not null && !InotifyCalls.Add(queue, watch.Path, watch.Mask).Ok)
                context.Note($"the inotify watch on {watch.Path} is left out: it can't be watched any more");
            next = watch.Number + 1;
        }
        Drain(queue);
        return queue;
    }

    /// <summary>Takes out what the restore itself has caused. Where events were waiting, the program learns that it has lost some.</summary>
    public static void Finish(InotifyDescription saved, SafeFileHandle queue, RestoreContext context)
    {
        Drain(queue);
        if (saved.PendingBytes > 0 && !InotifyOverflow.Cause(queue))
            context.Note("an inotify queue has lost the events that waited in it, and the program is not told: /proc/sys/fs/inotify/max_queued_events is too high");
    }

    private static void UseUp(SafeFileHandle queue, SafeFileHandle dummy, ref int next, int wanted)
    {
        const int DrainEvery = 1024;
        for (; next < wanted; next++)
        {
            var number = InotifyCalls.Add(queue, FileCalls.OwnPath(dummy), IN_ATTRIB).OrThrow("use up an inotify watch number");
            _ = InotifyCalls.Remove(queue, number);
            if (next % DrainEvery == 0)
                Drain(queue);
        }
    }

    /// <summary>Takes out the IN_IGNORED events of the used up numbers.</summary>
    private static void Drain(SafeFileHandle queue)
    {
        Span<byte> events = stackalloc byte[16384];
        while (FileCalls.Read(queue, events) is { Ok: true, Value: > 0 })
        {
        }
    }
}
