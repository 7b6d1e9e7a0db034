using System.Diagnostics;
using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>poll(2) on several descriptors.</summary>
public static unsafe partial class PollCalls
{
    /// <summary>Waits until one of them has something to say. A signal that is handled meanwhile (EINTR) neither ends nor prolongs it.</summary>
    /// <param name="entries">The descriptors; receives what is so.</param>
    /// <param name="milliseconds">How long; -1 for ever.</param>
    /// <returns>How many have; 0 when the time is over.</returns>
    public static KernelResult<int> Wait(Span<PollFd> entries, int milliseconds)
    {
        var begun = Stopwatch.GetTimestamp();
        var left = milliseconds;
        while (true)
        {
            var result = Once(entries, left);
            if (result.Error != Errno.EINTR)
                return result;
            if (milliseconds >= 0)
                left = Math.Max(0, milliseconds - (int)Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
    }

    private static KernelResult<int> Once(Span<PollFd> entries, int milliseconds)
    {
        // SAFETY: the kernel reads and writes as many entries as there are, and they stay pinned during the call.
        fixed (PollFd* first = entries)
            return KernelResult.FromLibc(poll(first, (nuint)entries.Length, milliseconds));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollFd* entries, nuint count, int milliseconds);
}
