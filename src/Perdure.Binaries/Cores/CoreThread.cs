namespace Perdure.Binaries.Cores;

/// <summary>One thread in a core.</summary>
public sealed record CoreThread
{
    /// <summary>Its id.</summary>
    public required int Tid { get; init; }

    /// <summary>General registers: <c>struct user_regs_struct</c>, 216 bytes.</summary>
    public required ReadOnlyMemory<byte> Registers { get; init; }

    /// <summary>The XSAVE area in its standard form, as ptrace gives NT_X86_XSTATE; its first 512 bytes also make NT_FPREGSET. May be empty.</summary>
    public ReadOnlyMemory<byte> ExtendedState { get; init; }

    /// <summary>The signal that it stopped with; 0 for none.</summary>
    public int Signal { get; init; }

    /// <summary>What came with that signal: <c>siginfo_t</c>, 128 bytes. May be empty.</summary>
    public ReadOnlyMemory<byte> SignalInfo { get; init; }

    /// <summary>Signals that wait.</summary>
    public ulong SignalsPending { get; init; }

    /// <summary>Signals that are blocked.</summary>
    public ulong SignalsBlocked { get; init; }
}
