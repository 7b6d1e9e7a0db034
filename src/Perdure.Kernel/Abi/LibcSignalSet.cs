using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>The C library's set of signals, of which the kernel uses the first 8 bytes: <c>sigset_t</c>, signal.h (128 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("sigset_t", "signal.h")]
public struct LibcSignalSet
{
    [CField("__val[0]")]
    public ulong Signals;
    private readonly ulong _unused1;
    private readonly ulong _unused2;
    private readonly ulong _unused3;
    private readonly ulong _unused4;
    private readonly ulong _unused5;
    private readonly ulong _unused6;
    private readonly ulong _unused7;
    private readonly ulong _unused8;
    private readonly ulong _unused9;
    private readonly ulong _unused10;
    private readonly ulong _unused11;
    private readonly ulong _unused12;
    private readonly ulong _unused13;
    private readonly ulong _unused14;
    private readonly ulong _unused15;
}
