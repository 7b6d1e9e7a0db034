using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Supervision;

/// <summary>
/// Looks at the processor time of a program and all that descends from it. A look at a process is one system call for its clock, and one small file per thread for its children. Looks come five times
/// in the time of quiet that was asked for, but every 20 ms at most and every second at least; where they would cost more than a thousandth of a processor they come less often.
/// </summary>
internal sealed class IdleWatch
{
    private const int LooksInQuiet = 5;
    private const int ShareOfLooking = 1000;
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);
    private readonly Pid _root;
    private readonly TimeSpan _between;
    private readonly Idleness _idleness;
    private Dictionary<Pid, TimeSpan> _used;
    private TimeSpan _begun;

    public IdleWatch(Pid root, TimeSpan asked, TimeSpan start, Backoff backoff)
    {
        _root = root;
        _between = TimeSpan.FromTicks(Math.Clamp(asked.Ticks / LooksInQuiet, s_shortest.Ticks, s_longest.Ticks));
        _idleness = new Idleness(asked, start, backoff);
        _used = Used();
        NextLook = start + _between;
    }

    /// <summary>When to look next.</summary>
    public TimeSpan NextLook { get; private set; }

    /// <summary>Looks, if it is time for it. Answers why a checkpoint is due; null if none is.</summary>
    public string? Look(TimeSpan now)
    {
        if (now < NextLook)
            return null;
        var before = Stopwatch.GetTimestamp();
        var used = Used();
        var difference = Difference(used);
        var cameOrWent = used.Count != _used.Count || used.Keys.Any(pid => !_used.ContainsKey(pid));
        _used = used;
        var cost = Stopwatch.GetElapsedTime(before) * ShareOfLooking;
        NextLook = now + (cost > _between ? cost : _between);
        return _idleness.Look(now, difference, cameOrWent);
    }

    /// <summary>A checkpoint is about to be tried.</summary>
    public void Begin(TimeSpan now)
    {
        _used = Used();
        _begun = now;
    }

    /// <summary>It has ended, with a checkpoint or without.</summary>
    public void End(TimeSpan now, bool isTaken)
    {
        var used = Used();
        _idleness.NoteTry(isTaken, now, now - _begun, Difference(used), used.Count);
        _used = used;
        NextLook = now + _between;
    }

    private TimeSpan Difference(Dictionary<Pid, TimeSpan> used)
    {
        var difference = TimeSpan.Zero;
        foreach (var (pid, time) in used)
        {
            if (_used.TryGetValue(pid, out var earlier))
                difference += time - earlier;
        }

        return difference;
    }

    private Dictionary<Pid, TimeSpan> Used()
    {
        var used = new Dictionary<Pid, TimeSpan>();
        var open = new Stack<Pid>([_root]);
        while (open.TryPop(out var pid))
        {
            if (used.ContainsKey(pid) || ProcessClock.Used(pid) is not { Ok: true, Value: var time })
                continue;
            used[pid] = time;
            if (ProcTasks.Children(pid) is { Ok: true, Value: var children })
            {
                foreach (var child in children)
                    open.Push(child);
            }
        }

        return used;
    }
}
