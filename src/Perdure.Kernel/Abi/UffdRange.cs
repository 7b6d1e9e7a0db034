using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary><c>struct uffdio_range</c>, linux/userfaultfd.h (16 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct uffdio_range", "linux/userfaultfd.h")]
public struct UffdRange
{
    public RemotePtr Start;
    [CField("len")]
    public ulong Length;
}
