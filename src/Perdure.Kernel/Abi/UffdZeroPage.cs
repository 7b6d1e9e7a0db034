using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary><c>struct uffdio_zeropage</c>, linux/userfaultfd.h (32 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct uffdio_zeropage", "linux/userfaultfd.h")]
public struct UffdZeroPage
{
    public UffdRange Range;
    public UffdZeroPageMode Mode;
    [CField("zeropage")]
    public long Zeroed;
}
