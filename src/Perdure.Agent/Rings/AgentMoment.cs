using Perdure.Kernel;
using Perdure.Kernel.Abi;

namespace Perdure.Agent.Rings;

/// <summary>Where a thread was when a call returned: what unwinding needs to begin there.</summary>
/// <param name="Sequence">The sequence number of the call's event.</param>
/// <param name="Number">Which call.</param>
/// <param name="First">Its first argument.</param>
/// <param name="Result">Its result.</param>
/// <param name="Rip">The address behind the <c>syscall</c>.</param>
/// <param name="Rsp">The stack pointer.</param>
/// <param name="Rbx">A register that functions keep for their callers, as are the others.</param>
/// <param name="Rbp">See <paramref name="Rbx"/>.</param>
/// <param name="R12">See <paramref name="Rbx"/>.</param>
/// <param name="R13">See <paramref name="Rbx"/>.</param>
/// <param name="R14">See <paramref name="Rbx"/>.</param>
/// <param name="R15">See <paramref name="Rbx"/>.</param>
/// <param name="StackContent">The stack from <paramref name="Rsp"/> up: 2 KiB, or less where more may not be mapped.</param>
public sealed record AgentMoment(
    ulong Sequence, SyscallNumber Number, ulong First, long Result, RemotePtr Rip, RemotePtr Rsp,
    ulong Rbx, ulong Rbp, ulong R12, ulong R13, ulong R14, ulong R15, ReadOnlyMemory<byte> StackContent);
