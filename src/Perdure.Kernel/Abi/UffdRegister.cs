using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary><c>struct uffdio_register</c>, linux/userfaultfd.h (32 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct uffdio_register", "linux/userfaultfd.h")]
public struct UffdRegister
{
    public UffdRange Range;
    public UffdRegisterMode Mode;
    public ulong Ioctls;
}
