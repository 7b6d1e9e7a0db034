using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Tracing;

/// <summary>
/// Ends a deadlock of the kernel's: a thread that executes another program holds a lock (cred_guard_mutex) until its siblings are buried, those that are seized are their tracer's to bury, and the tracer
/// waits for that lock to seize the next thread. No signal gets it out of there, but any thread of its process may bury the dead. Used while threads are seized one after the other.
/// </summary>
internal sealed class SeizeWatch : IDisposable
{
    // Seizing takes microseconds; whoever waits so long waits for the lock.
    private const int PatienceMilliseconds = 30;
    private readonly Lock _gate = new();
    private readonly Pid _pid;
    private readonly Timer _timer;
    private bool _isOver;

    /// <summary>Begins to watch.</summary>
    public SeizeWatch(Pid pid)
    {
        _pid = pid;
        _timer = new Timer(_ => BuryDead(), null, PatienceMilliseconds, PatienceMilliseconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            _isOver = true;
        _timer.Dispose();
    }

    private void BuryDead()
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            // The end of the first thread is the end of the process: it is for whoever waits for that. What isn't ours to bury stays.
            foreach (var tid in ProcTasks.Threads(_pid).Or([]).Where(tid => tid != _pid.Leader && ProcStat.Read(_pid, tid) is { Ok: true, Value.State: 'Z' }))
                _ = Wait.Poll(tid);
        }
    }
}
