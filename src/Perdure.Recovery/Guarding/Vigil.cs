using Perdure.Kernel;

namespace Perdure.Recovery.Guarding;

/// <summary>Looks at something again and again for a while after a crash, and not at all else.</summary>
/// <param name="look">Looks; answers whether there is more to look for.</param>
internal sealed class Vigil(Func<bool> look) : IDisposable
{
    private const int FirstMilliseconds = 5;
    private const int LongestMilliseconds = 100;
    private readonly Lock _gate = new();
    private Timer? _timer;
    private int _wait = FirstMilliseconds;
    private bool _isOver;

    /// <summary>Begins, or goes on for longer.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _wait = FirstMilliseconds;
            if (!_isOver)
                _timer ??= new Timer(_ => Look(), null, _wait, Timeout.Infinite);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Look()
    {
        bool goesOn;
        try
        {
            goesOn = look();
        }
        catch (Exception failure) when (failure is ObjectDisposedException or PerdureException)
        {
            // The program has ended, or the guard: nothing waits any more.
            goesOn = false;
        }

        lock (_gate)
        {
            if (goesOn && !_isOver)
            {
                _wait = Math.Min(2 * _wait, LongestMilliseconds);
                _timer?.Change(_wait, Timeout.Infinite);
                return;
            }

            _timer?.Dispose();
            _timer = null;
        }
    }
}
