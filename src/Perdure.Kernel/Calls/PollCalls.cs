using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>poll(2) on several descriptors.</summary>
public static unsafe partial class PollCalls
{
    /// <summary>Waits until one of them has something to say. EINTR when a signal came first.</summary>
    /// <param name="entries">The descriptors; receives what is so.</param>
    /// <param name="milliseconds">How long; -1 for ever.</param>
    /// <returns>How many have.</returns>
    public static KernelResult<int> Wait(Span<PollFd> entries, int milliseconds)
    {
        // SAFETY: the kernel reads and writes as many entries as there are, and they stay pinned during the call.
        fixed (PollFd* first = entries)
            return KernelResult.FromLibc(poll(first, (nuint)entries.Length, milliseconds));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollFd* entries, nuint count, int milliseconds);
}
