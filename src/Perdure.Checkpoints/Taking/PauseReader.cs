using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Taking;

/// <summary>
/// A second thread for the pause: it reads page tables and memory, which anybody may, while the tracer thread asks the threads of the program.
/// It is started before the pause, so that the pause need not wait for that.
/// </summary>
internal sealed class PauseReader : IDisposable
{
    private const int HighestPriority = -20;
    private static readonly Tid s_self = new(0);
    private readonly Bell _work = new();
    private readonly Bell _done = new();
    private readonly Thread _thread;
    private Action? _next;
    private int _busyCpu;
    private bool _isUrgent;
    private Exception? _failure;

    public PauseReader()
    {
        _thread = new Thread(Loop) { IsBackground = true, Name = "pause reader" };
        _thread.Start();
    }

    /// <summary>Begins some work; <see cref="End"/> must follow, or <see cref="Dispose"/> where its failure does not matter.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="isUrgent">Whether the program stands still meanwhile.</param>
    public void Begin(Action work, bool isUrgent)
    {
        _next = work;
        _isUrgent = isUrgent;
        _busyCpu = Affinity.CurrentCpu().Or(0);
        _work.Ring();
    }

    /// <summary>Waits for the work, however it ends.</summary>
    public void AwaitEnd()
    {
        _done.Wait();
        _failure = null;
    }

    /// <summary>Waits for the work, and throws what it threw.</summary>
    public void End()
    {
        _done.Wait();
        switch (Interlocked.Exchange(ref _failure, null))
        {
            case null:
                return;
            case PerdureException known:
                throw new PerdureException(known.Lines, known.Hint, known.ExitCode);
            case var bug:
                throw new InvalidOperationException("the reader of the pause failed", bug);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _next = null;
        _work.Ring();
        _thread.Join();
        _work.Dispose();
        _done.Dispose();
    }

    private void Loop()
    {
        var ordinary = Scheduling.GetNice(s_self).Or(0);
        var allowed = Affinity.Get(default).Or([]);
        for (_work.Wait(); _next is { } work; _work.Wait())
        {
            // The scheduler likes to wake it where the other thread is at work.
            Affinity.LeaveCpu(allowed, _busyCpu);
            _ = Scheduling.SetNice(s_self, _isUrgent ? HighestPriority : ordinary);
            try
            {
                work();
            }
            catch (Exception caught)
            {
                _failure = caught;
            }

            _done.Ring();
        }
    }
}
