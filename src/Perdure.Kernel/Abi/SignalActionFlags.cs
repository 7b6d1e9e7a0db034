namespace Perdure.Kernel.Abi;

/// <summary>Flags of a signal handler (asm/signal.h). See sigaction(2).</summary>
[Flags]
[CConstants("asm/signal.h")]
public enum SignalActionFlags : ulong
{
    SA_NOCLDSTOP = 1,
    SA_NOCLDWAIT = 2,
    SA_SIGINFO = 4,
    SA_EXPOSE_TAGBITS = 0x800,
    SA_RESTORER = 0x4000000,
    SA_ONSTACK = 0x8000000,
    SA_RESTART = 0x10000000,
    SA_NODEFER = 0x40000000,
    SA_RESETHAND = 0x80000000,
}
