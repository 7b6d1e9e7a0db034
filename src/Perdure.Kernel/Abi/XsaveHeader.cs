using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>The header of an XSAVE area, at its byte 512: <c>struct _header</c>, asm/sigcontext.h (64 bytes). Bit 63 of the second word tells the compacted form.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct _header", "asm/sigcontext.h")]
public struct XsaveHeader
{
    public ulong Xfeatures;
    [CField("reserved1[0]")]
    public ulong XcompBv;
    private readonly ulong _reserved0;
    private readonly ulong _reserved1;
    private readonly ulong _reserved2;
    private readonly ulong _reserved3;
    private readonly ulong _reserved4;
    private readonly ulong _reserved5;
}
