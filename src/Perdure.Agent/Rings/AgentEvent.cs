using Perdure.Kernel;
using Perdure.Kernel.Abi;

namespace Perdure.Agent.Rings;

/// <summary>A call that a thread made.</summary>
/// <param name="Sequence">
/// Its place among the calls of the process. Of two calls whose hooks did not overlap the later has the greater number; two that overlapped may have the same.
/// </param>
/// <param name="Number">Which call; null where the code does not tell (Go).</param>
/// <param name="Result">What the kernel answered; negative is an errno.</param>
/// <param name="First">The first argument: mostly the descriptor.</param>
/// <param name="Second">The second argument.</param>
/// <param name="Third">The third argument.</param>
/// <param name="Stack">The stack pointer at the call.</param>
/// <param name="Payload">The bytes that were read; empty if none were noted.</param>
/// <param name="PayloadCut">Whether the call brought more bytes than were noted, or they have been overwritten since.</param>
public sealed record AgentEvent(
    ulong Sequence, SyscallNumber? Number, long Result, ulong First, ulong Second, ulong Third, RemotePtr Stack, ReadOnlyMemory<byte> Payload, bool PayloadCut);
