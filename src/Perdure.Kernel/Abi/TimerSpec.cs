using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>struct itimerspec of linux/time.h, its two timespecs written out.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct TimerSpec
{
    /// <summary>Seconds between expirations.</summary>
    public long interval_sec;

    /// <summary>Nanoseconds between expirations.</summary>
    public long interval_nsec;

    /// <summary>Seconds to the next expiration.</summary>
    public long value_sec;

    /// <summary>Nanoseconds to the next expiration.</summary>
    public long value_nsec;
}
