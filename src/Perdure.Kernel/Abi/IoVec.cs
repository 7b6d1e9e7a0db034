using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>A piece of memory: <c>struct iovec</c>, sys/uio.h (16 bytes).</summary>
/// <param name="Base">The address.</param>
/// <param name="Length">Bytes.</param>
[StructLayout(LayoutKind.Sequential)]
public record struct IoVec(ulong Base, ulong Length);
