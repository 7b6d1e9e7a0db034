namespace Perdure.Kernel.Procfs;

/// <summary>The masks of /proc/PID/status. Bit N-1 of a signal mask stands for signal N, bit N of a capability mask for capability N.</summary>
public sealed partial record ProcStatus
{
    /// <summary>Signals that wait for the thread.</summary>
    public ulong SignalsPending { get; internal set; }

    /// <summary>Signals that wait for the process.</summary>
    public ulong SharedSignalsPending { get; internal set; }

    /// <summary>Signals that the thread blocks.</summary>
    public ulong SignalsBlocked { get; internal set; }

    /// <summary>Signals that the process ignores.</summary>
    public ulong SignalsIgnored { get; internal set; }

    /// <summary>Signals that the process handles.</summary>
    public ulong SignalsCaught { get; internal set; }

    /// <summary>Signals queued for this user.</summary>
    public long SignalsQueued { get; internal set; }

    /// <summary>Inheritable capabilities.</summary>
    public ulong CapInheritable { get; internal set; }

    /// <summary>Permitted capabilities.</summary>
    public ulong CapPermitted { get; internal set; }

    /// <summary>Effective capabilities.</summary>
    public ulong CapEffective { get; internal set; }

    /// <summary>Capabilities that may ever be had.</summary>
    public ulong CapBounding { get; internal set; }

    /// <summary>Ambient capabilities.</summary>
    public ulong CapAmbient { get; internal set; }

    private bool SetMask(ReadOnlySpan<byte> key, ByteCursor value)
    {
        var matched = true;
        if (key.SequenceEqual("SigPnd"u8))
            SignalsPending = value.Hex();
        else if (key.SequenceEqual("ShdPnd"u8))
            SharedSignalsPending = value.Hex();
        else if (key.SequenceEqual("SigBlk"u8))
            SignalsBlocked = value.Hex();
        else if (key.SequenceEqual("SigIgn"u8))
            SignalsIgnored = value.Hex();
        else if (key.SequenceEqual("SigCgt"u8))
            SignalsCaught = value.Hex();
        else if (key.SequenceEqual("SigQ"u8))
            SignalsQueued = value.SignedDecimal();
        else if (key.SequenceEqual("CapInh"u8))
            CapInheritable = value.Hex();
        else if (key.SequenceEqual("CapPrm"u8))
            CapPermitted = value.Hex();
        else if (key.SequenceEqual("CapEff"u8))
            CapEffective = value.Hex();
        else if (key.SequenceEqual("CapBnd"u8))
            CapBounding = value.Hex();
        else if (key.SequenceEqual("CapAmb"u8))
            CapAmbient = value.Hex();
        else
            matched = false;
        return matched;
    }
}
