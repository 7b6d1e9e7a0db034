namespace Perdure.Kernel.Abi;

/// <summary>How a timer tells that it expired (asm/siginfo.h). See timer_create(2).</summary>
[CConstants("asm/siginfo.h")]
public enum SignalNotify
{
    SIGEV_SIGNAL = 0,
    SIGEV_NONE = 1,
    SIGEV_THREAD = 2,
    SIGEV_THREAD_ID = 4,
}
