using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary><c>struct uffdio_copy</c>, linux/userfaultfd.h (40 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct uffdio_copy", "linux/userfaultfd.h")]
public struct UffdCopy
{
    [CField("dst")]
    public RemotePtr Destination;
    [CField("src")]
    public ulong Source;
    [CField("len")]
    public ulong Length;
    public UffdCopyMode Mode;
    [CField("copy")]
    public long Copied;
}
