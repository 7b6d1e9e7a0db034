using System.Runtime.InteropServices;

namespace Perdure.Kernel.Calls;

/// <summary>Signal actions of our own process.</summary>
public static partial class OwnSignals
{
    private const nint SIG_IGN = 1;

    // Far from SIGRTMIN, which the runtime uses.
    private const int NudgeSignal = 60;
    private static readonly Lazy<bool> s_nudgeIsReady = new(PrepareNudge);

    /// <summary>Ignores a signal from here on.</summary>
    public static void Ignore(int number) => _ = signal(number, SIG_IGN);

    /// <summary>Gets a thread of ours out of a wait that a signal interrupts. It is lost if the thread waits only afterwards.</summary>
    public static void Nudge(Tid thread)
    {
        if (!s_nudgeIsReady.Value)
            throw new InvalidOperationException("no signal to nudge threads with");
        _ = tgkill(Environment.ProcessId, thread.Value, NudgeSignal);
    }

    /// <summary>Stops our process, the calling thread before its next instruction, until SIGCONT.</summary>
    public static void StopHere() => _ = tgkill(Environment.ProcessId, Affinity.OwnThread().Value, SignalNumber.SIGSTOP);

    // The handler is a function of the C library that does nothing but ask the kernel something: nothing of the runtime runs in a signal. Without SA_RESTART, or the wait would go on.
    private static bool PrepareNudge()
    {
        _ = signal(NudgeSignal, NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "getppid"));
        return siginterrupt(NudgeSignal, 1) == 0;
    }

    [LibraryImport("libc")]
    private static partial int siginterrupt(int number, int interrupts);

    [LibraryImport("libc")]
    private static partial int tgkill(int process, int thread, int number);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);
}
