using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>What tells that a signal frame holds an XSAVE area: <c>struct _fpx_sw_bytes</c>, asm/sigcontext.h (48 bytes; at byte 464 of the FXSAVE area).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct _fpx_sw_bytes", "asm/sigcontext.h")]
public struct FpxSwBytes
{
    public uint Magic1;
    public uint ExtendedSize;
    public ulong Xfeatures;
    public uint XstateSize;
    private readonly uint _pad0;
    private readonly uint _pad1;
    private readonly uint _pad2;
    private readonly uint _pad3;
    private readonly uint _pad4;
    private readonly uint _pad5;
    private readonly uint _pad6;
}
