using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>How a timer tells that it expired: <c>struct sigevent</c>, asm/siginfo.h (64 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct sigevent", "asm/siginfo.h", FieldPrefix = "sigev_")]
public struct SignalEvent
{
    public ulong Value;
    public int Signo;
    public SignalNotify Notify;
    [CField("_sigev_un._tid")]
    public int ThreadId;
    private readonly int _pad0;
    private readonly int _pad1;
    private readonly int _pad2;
    private readonly int _pad3;
    private readonly int _pad4;
    private readonly int _pad5;
    private readonly int _pad6;
    private readonly int _pad7;
    private readonly int _pad8;
    private readonly int _pad9;
    private readonly int _pad10;
}
