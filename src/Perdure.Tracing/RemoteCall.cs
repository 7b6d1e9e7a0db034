using Perdure.Kernel;
using Perdure.Kernel.Abi;

namespace Perdure.Tracing;

/// <summary>One system call of a batch.</summary>
/// <param name="Number">Which.</param>
/// <param name="What">What it is for, to follow "cannot" if it fails; null if any answer will do.</param>
/// <param name="A">First argument.</param>
/// <param name="B">Second argument.</param>
/// <param name="C">Third argument.</param>
/// <param name="D">Fourth argument.</param>
/// <param name="E">Fifth argument.</param>
/// <param name="F">Sixth argument.</param>
public readonly record struct RemoteCall(
    SyscallNumber Number, string? What, ulong A = 0, ulong B = 0, ulong C = 0, ulong D = 0, ulong E = 0, ulong F = 0)
{
    /// <summary>What the kernel must answer; null if any success will do.</summary>
    public ulong? Expected { get; init; }
}
