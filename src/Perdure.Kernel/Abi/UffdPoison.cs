using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary><c>struct uffdio_poison</c>, linux/userfaultfd.h (32 bytes; Linux 6.6).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct uffdio_poison", "linux/userfaultfd.h")]
public struct UffdPoison
{
    /// <summary>Which pages.</summary>
    public UffdRange Range;

    /// <summary>Flags.</summary>
    public ulong Mode;

    /// <summary>Answer: bytes.</summary>
    public long Updated;
}
