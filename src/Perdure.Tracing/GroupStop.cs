using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Tracing;

/// <summary>
/// The stop of SIGSTOP, begun while every thread of a process is still under our eyes. A signal that only waits would let threads run until
/// one of them takes it; but once the stop has begun, each thread joins it before it runs an instruction of its own.
/// </summary>
public static class GroupStop
{
    /// <summary>Begins it. Precondition: called on the tracer thread; all threads of the process are stopped tracees with their final registers.</summary>
    /// <param name="leader">The thread that takes the signal.</param>
    public static void Begin(Tracee leader)
    {
        var what = $"stop process {leader.Pid} before it runs";
        var mask = Ptrace.GetSignalMask(leader.Tid).OrThrow(what);

        // Signals that wait for the program must wait on: with all blocked only SIGSTOP comes through.
        Ptrace.SetSignalMask(leader.Tid, ulong.MaxValue).OrThrow(what);
        Signals.Kill(leader.Pid, SignalNumber.SIGSTOP).OrThrow(what);
        var signal = 0;
        while (true)
        {
            Ptrace.Continue(leader.Tid, signal).OrThrow(what);
            var status = Wait.For(leader.Tid).OrThrow(what);
            if (status.Ended)
                throw new PerdureException($"cannot {what}: it has ended ({status})", exitCode: ExitCode.TargetDied);
            if (status.IsGroupStop)
                break;
            signal = status.Event == Kernel.Abi.PtraceEvent.None ? status.StopSignal : 0;
        }

        Ptrace.SetSignalMask(leader.Tid, mask).OrThrow(what);
    }
}
