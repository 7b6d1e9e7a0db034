using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Arguments of PAGEMAP_SCAN: <c>struct pm_scan_arg</c>, linux/fs.h (96 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct pm_scan_arg", "linux/fs.h")]
public struct PagemapScanArguments
{
    public ulong Size;
    public PagemapScanFlags Flags;
    public ulong Start;
    public ulong End;
    public ulong WalkEnd;
    [CField("vec")]
    public ulong Vector;
    [CField("vec_len")]
    public ulong VectorLength;
    public ulong MaxPages;
    public PageCategory CategoryInverted;
    public PageCategory CategoryMask;
    public PageCategory CategoryAnyofMask;
    public PageCategory ReturnMask;
}
