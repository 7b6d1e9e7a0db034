namespace Perdure.Kernel.Abi;

/// <summary>Flags of sigaltstack (linux/signal.h). See sigaltstack(2).</summary>
[Flags]
[CConstants("linux/signal.h")]
public enum SignalStackFlags : uint
{
    SS_ONSTACK = 1,
    SS_DISABLE = 2,
    SS_AUTODISARM = 0x80000000,
}
