using System.Runtime.InteropServices;

namespace Perdure.Kernel.Calls;

/// <summary>Sleeps shorter than the millisecond that the framework's own sleep is able to count.</summary>
public static partial class ShortSleep
{
    /// <summary>
    /// Blocks the calling thread; the kernel's timer slack adds some 50 microseconds. EINTR when a signal ended it early.
    /// </summary>
    /// <param name="microseconds">How long, below one second.</param>
    public static KernelResult<int> Microseconds(int microseconds)
    {
        Assert.Always(microseconds is >= 0 and < 1_000_000);
        return KernelResult.FromLibc(usleep((uint)microseconds));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int usleep(uint microseconds);
}
