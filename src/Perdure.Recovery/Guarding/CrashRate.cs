using System.Diagnostics;

namespace Perdure.Recovery.Guarding;

/// <summary>How often a process crashes. One that does hardly anything else is no longer brought past its crashes: it would use up a processor and never serve anybody.</summary>
internal sealed class CrashRate
{
    /// <summary>So many crashes...</summary>
    public const int Most = 200;

    /// <summary>...in so much time are a crash loop.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<long> _crashes = new();

    /// <summary>Whether the process has been in a loop at its last crash: it was told of then.</summary>
    public bool WasLoop { get; private set; }

    /// <summary>Counts a crash; answers whether it is one of a loop.</summary>
    public bool Note()
    {
        var now = Stopwatch.GetTimestamp();
        while (_crashes.TryPeek(out var oldest) && (Stopwatch.GetElapsedTime(oldest, now) > Window || _crashes.Count > Most))
            _crashes.Dequeue();
        _crashes.Enqueue(now);
        var isLoop = _crashes.Count > Most;
        if (!isLoop)
            WasLoop = false;
        return isLoop;
    }

    /// <summary>Answers whether the loop was told of before, and takes it that it is now.</summary>
    public bool NoteTold() => WasLoop || !(WasLoop = true);
}
