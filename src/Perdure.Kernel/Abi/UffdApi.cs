using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary><c>struct uffdio_api</c>, linux/userfaultfd.h (24 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct uffdio_api", "linux/userfaultfd.h")]
public struct UffdApi
{
    public ulong Api;
    public UffdFeatures Features;
    public ulong Ioctls;
}
