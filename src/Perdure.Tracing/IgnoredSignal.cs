using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Tracing;

/// <summary>Finds a signal that means nothing to a program: that it ignores, and that does not wait for it.</summary>
internal static class IgnoredSignal
{
    private const int SigSys = 31;

    // By default these are ignored too. (So are SIGCHLD and SIGCONT, but they do more than that.)
    private static readonly int[] s_harmless = [SignalNumber.SIGURG, SignalNumber.SIGWINCH];

    // These do more than to be ignored, or are what a fault would raise.
    private static readonly int[] s_unfit =
    [
        SignalNumber.SIGCHLD, SignalNumber.SIGCONT, SignalNumber.SIGTSTP, SignalNumber.SIGTTIN, SignalNumber.SIGTTOU,
        SignalNumber.SIGILL, SignalNumber.SIGTRAP, SignalNumber.SIGBUS, SignalNumber.SIGFPE, SignalNumber.SIGSEGV, SigSys,
    ];

    /// <summary>The signal, or null if there is none.</summary>
    /// <param name="status">Of the thread.</param>
    /// <param name="mask">The signals that the thread blocks.</param>
    public static int? Of(ProcStatus status, ulong mask)
    {
        // One that is blocked may be fetched by sigwait or a signalfd, ignored or not.
        var unusable = mask | status.SignalsPending | status.SharedSignalsPending | status.SignalsCaught;
        foreach (var signal in s_harmless)
        {
            if ((unusable & Bit(signal)) == 0)
                return signal;
        }

        for (var signal = 1; signal < SignalNumber.Count / 2; signal++)
        {
            if ((status.SignalsIgnored & ~unusable & Bit(signal)) != 0 && !s_unfit.Contains(signal))
                return signal;
        }

        return null;
    }

    /// <summary>The bit of a signal in a mask.</summary>
    public static ulong Bit(int signal) => 1UL << (signal - 1);
}
