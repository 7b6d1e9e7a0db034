using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>Flags of a seccomp filter: <c>struct seccomp_metadata</c>, linux/ptrace.h (16 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct seccomp_metadata", "linux/ptrace.h")]
public struct SeccompMetadata
{
    [CField("filter_off")]
    public ulong FilterOffset;
    public ulong Flags;
}
