using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Recovery.Crashes;
using Perdure.Recovery.Surgery;

namespace Perdure.Recovery.Guarding;

/// <summary>
/// What came before the crash of a thread. A crash that follows another without the thread having waited comes of the same request: leaving that function did not help, so one further out is left. But a
/// server has several requests at hand when it wakes, and all may be of the same bad sort: the same crash is met in the same way some times before that.
/// </summary>
internal sealed class CrashSeries
{
    // What a batch of events of a server may hold in bad requests; a function that is called in a loop gets out of it after so many.
    private const int MostAlike = 16;

    // A stop is a wait to the kernel, and the crash before this one was a stop.
    private const long SwitchesOfStop = 1;

    private static readonly TimeSpan s_sameRequest = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<Tid, Last> _last = [];

    /// <summary>Only functions whose caller's frame lies beyond this address are to be left; 0 for any. Precondition: the thread stands at the crash.</summary>
    /// <param name="crash">The crash.</param>
    /// <param name="switches">How often the thread has given up its processor by itself.</param>
    public ulong Beyond(Crash crash, long switches)
    {
        if (!_last.TryGetValue(crash.Tid, out var last) || Stopwatch.GetElapsedTime(last.Time) > s_sameRequest || switches - last.Switches > SwitchesOfStop)
            return 0;
        return last.Signature == crash.Signature && last.Alike < MostAlike ? last.BeyondBefore : last.Left;
    }

    /// <summary>Remembers what was done about a crash.</summary>
    public void Note(Crash crash, long switches, ulong beyond, Escape way)
    {
        var now = Stopwatch.GetTimestamp();
        var alike = _last.TryGetValue(crash.Tid, out var last) && last.Signature == crash.Signature && last.BeyondBefore == beyond && switches - last.Switches <= SwitchesOfStop ? last.Alike + 1 : 1;
        // Threads come and go.
        foreach (var old in _last.Where(one => Stopwatch.GetElapsedTime(one.Value.Time, now) > s_sameRequest).Select(one => one.Key).ToList())
            _last.Remove(old);
        _last[crash.Tid] = new Last(now, switches, crash.Signature, beyond, way.Left.Frame.FrameAddress, alike);
    }

    private readonly record struct Last(long Time, long Switches, string Signature, ulong BeyondBefore, ulong Left, int Alike);
}
