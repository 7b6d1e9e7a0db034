using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Tracing;

/// <summary>
/// While a program stands still nothing may come before the thread that works on it: it runs on the program's own processor, where a stop
/// costs a fifth of one across processors, and with the highest ordinary priority where that is permitted. Not with real-time
/// priority: the runtime waits for its other threads by yielding, which gives them nothing from a real-time thread (on an overloaded
/// machine two checkpoints did not end within a minute). <see cref="BurstWatch"/> sees to it that the processor is a good one. Disposing puts everything back.
/// </summary>
internal sealed class Burst : IDisposable
{
    private const int HighestPriority = -20;
    private static readonly Tid s_self = new(0);
    private readonly byte[]? _affinity;
    private readonly int? _nice;

    private Burst(byte[]? affinity, int? nice)
    {
        _affinity = affinity;
        _nice = nice;
    }

    /// <summary>Moves the calling thread to where the process ran last. What is not permitted is left out: it costs only time.</summary>
    public static Burst Begin(Pid target)
    {
        byte[]? affinity = null;
        if (ProcStat.Read(target) is { Ok: true, Value.Processor: var processor } && Affinity.Get(s_self) is { Ok: true, Value: var mask })
        {
            BurstWatch.Begin(mask);
            affinity = Affinity.PinOwnThread(processor).Ok ? mask : null;
        }

        int? nice = null;
        if (Scheduling.GetNice(s_self) is { Ok: true, Value: var before } && Scheduling.SetNice(s_self, HighestPriority).Ok)
            nice = before;
        return new Burst(affinity, nice);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        BurstWatch.End();
        if (_nice is { } before)
            _ = Scheduling.SetNice(s_self, before);
        if (_affinity is not null)
            _ = Affinity.Set(s_self, _affinity);
    }
}
