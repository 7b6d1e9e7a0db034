using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Recovery.Crashes;
using Perdure.Recovery.Surgery;

namespace Perdure.Recovery.Guarding;

/// <summary>What the guard remembers of a process.</summary>
internal sealed class GuardedProcess(Pid pid)
{
    // Two crashes of a thread so close to each other belong to the same request.
    private static readonly TimeSpan s_sameRequest = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<Tid, (long Time, ulong Beyond)> _last = [];

    /// <summary>Reads its crashes.</summary>
    public CrashReader Reader { get; } = new(pid);

    /// <summary>Brings a thread past a crash; null if there is no way. Precondition: called on the tracer thread, the thread stands at the signal.</summary>
    public Escape? Suppress(Crash crash)
    {
        var beyond = _last.TryGetValue(crash.Tid, out var last) && Stopwatch.GetElapsedTime(last.Time) < s_sameRequest ? last.Beyond : 0;
        if (new EscapePlan(Reader.Code.Read).Ways(crash, beyond).FirstOrDefault() is not { } way)
            return null;
        ThreadSurgery.Apply(crash.Tid, way);
        _last[crash.Tid] = (Stopwatch.GetTimestamp(), way.Left.Frame.FrameAddress);
        return way;
    }
}
