using System.Runtime.InteropServices;

namespace Perdure.Kernel.Calls;

/// <summary>Signal actions of our own process.</summary>
public static partial class OwnSignals
{
    private const nint SIG_IGN = 1;

    /// <summary>Ignores a signal from here on.</summary>
    public static void Ignore(int number) => _ = signal(number, SIG_IGN);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);
}
