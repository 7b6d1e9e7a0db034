using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Tracing;

/// <summary>
/// While a program stands still nothing may come before the thread that works on it: it runs on the program's own processor, where a stop
/// costs a fifth of one across processors, and with real-time priority where that is permitted. Disposing puts everything back.
/// </summary>
internal sealed class Burst : IDisposable
{
    private static readonly Tid s_self = new(0);
    private readonly byte[]? _affinity;
    private readonly SchedulingAttributes? _scheduling;

    private Burst(byte[]? affinity, SchedulingAttributes? scheduling)
    {
        _affinity = affinity;
        _scheduling = scheduling;
    }

    /// <summary>Moves the calling thread to where the process ran last. What is not permitted is left out: it costs only time.</summary>
    public static Burst Begin(Pid target)
    {
        byte[]? affinity = null;
        if (ProcStat.Read(target) is { Ok: true, Value.Processor: var processor } && Affinity.Get(s_self) is { Ok: true, Value: var mask } && Affinity.PinOwnThread(processor).Ok)
            affinity = mask;
        SchedulingAttributes? scheduling = null;
        if (Scheduling.GetAttributes(s_self) is { Ok: true, Value: var attributes } && Scheduling.SetAttributes(s_self, RealTime(attributes)).Ok)
            scheduling = attributes;
        return new Burst(affinity, scheduling);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_scheduling is { } attributes)
            _ = Scheduling.SetAttributes(s_self, attributes);
        if (_affinity is not null)
            _ = Affinity.Set(s_self, _affinity);
    }

    private static SchedulingAttributes RealTime(SchedulingAttributes before)
    {
        before.Policy = SchedulingPolicy.SCHED_FIFO;
        before.Priority = 1;
        return before;
    }
}
