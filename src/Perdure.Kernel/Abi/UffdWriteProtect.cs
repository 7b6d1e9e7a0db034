using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary><c>struct uffdio_writeprotect</c>, linux/userfaultfd.h (24 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct uffdio_writeprotect", "linux/userfaultfd.h")]
public struct UffdWriteProtect
{
    public UffdRange Range;
    public UffdWriteProtectMode Mode;
}
