using System.Diagnostics;

namespace Perdure.Cli.Output;

/// <summary>
/// One line on standard error, written over and over, at most ten times a second. Where standard error is no terminal it
/// shows nothing. It may be used from any thread.
/// </summary>
internal sealed class StatusLine
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly bool _shown = !Console.IsErrorRedirected;
    private readonly Lock _lock = new();
    private long _last = Stopwatch.GetTimestamp();
    private bool _dirty;

    /// <summary>Shows a text, unless one has just been shown.</summary>
    /// <param name="text">The line.</param>
    /// <param name="atOnce">Show it in any case: the next one is far.</param>
    internal void Show(string text, bool atOnce = false)
    {
        if (!_shown)
            return;
        lock (_lock)
        {
            if (!atOnce && Stopwatch.GetElapsedTime(_last) < Interval)
                return;
            _last = Stopwatch.GetTimestamp();
            _dirty = true;
            Console.Error.Write($"\r\e[K{SafeText.OneLine(text)}");
        }
    }

    internal void Clear()
    {
        lock (_lock)
        {
            if (_dirty)
                Console.Error.Write("\r\e[K");
            _dirty = false;
        }
    }
}
