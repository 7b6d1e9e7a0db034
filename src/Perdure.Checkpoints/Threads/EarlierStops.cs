using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Threads;

/// <summary>
/// The waits in which threads were when this checkpoint stopped them for the first time: in the second pause the kernel no longer says which
/// calls they are, nor since when they wait. Precondition of every member: called on the tracer thread.
/// </summary>
internal sealed class EarlierStops
{
    private readonly Dictionary<Tid, (UserRegs Registers, long Waited, long At)> _waits = [];

    /// <summary>Notes the waits of a stopped process.</summary>
    public void Note(FrozenProcess process)
    {
        foreach (var thread in process.Threads)
        {
            var registers = thread.ReadRegisters();
            if (SyscallRestart.NeedsRestartBlock(registers))
                _waits[thread.Tid] = (RestartedCall.Complete(process.Pid, registers), thread.WaitedNanoseconds, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>The registers of a stopped thread with the call in which it really is, and how long it has waited there.</summary>
    public (UserRegs Registers, long Waited) Of(Tracee thread, in UserRegs now)
    {
        if (!RestartedCall.Is(now) || !_waits.TryGetValue(thread.Tid, out var first) || !IsSameWait(first.Registers, now))
            return (RestartedCall.Complete(thread.Pid, now), thread.WaitedNanoseconds);
        return (now with { OrigRax = first.Registers.OrigRax }, first.Waited + (long)Stopwatch.GetElapsedTime(first.At).TotalNanoseconds);
    }

    private static bool IsSameWait(in UserRegs first, in UserRegs now) =>
        SyscallRestart.NeedsRestartBlock(first) && first.Rip == now.Rip && first.Rsp == now.Rsp
        && (first.Rdi, first.Rsi, first.Rdx, first.R10) == (now.Rdi, now.Rsi, now.Rdx, now.R10);
}
