using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Tracing;

/// <summary>
/// The one thread that owns its tracees: ptrace answers only to the thread that attached. An operation is a closure that runs on it
/// whole, so that there is one hop between threads per operation and none per ptrace request.
/// </summary>
public sealed class TracerThread : IDisposable
{
    private readonly ConcurrentQueue<Action?> _operations = new();
    private readonly Bell _asked = new();
    private readonly Thread _thread;
    private Tid _tid;
    private Action<Tid, WaitStatus>? _attendant;
    private Action? _afterOperation;
    private bool _isInWait;
    private bool _ended;

    /// <summary>Starts the thread.</summary>
    public TracerThread()
    {
        _thread = new Thread(Loop) { Name = "tracer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Runs an operation on the tracer thread and hands back its result, or throws what it threw.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="meanwhile">What the calling thread does instead of only waiting.</param>
    public T Run<T>(Func<T> operation, Action? meanwhile = null)
    {
        var result = default(T)!;
        Run(() => { result = operation(); }, meanwhile);
        return result;
    }

    /// <summary>Runs an operation on the tracer thread, and throws what it threw.</summary>
    public void Run(Action operation) => Run(operation, null);

    /// <summary>Has the thread do something that nobody waits for, before its first operation. What it throws is lost.</summary>
    public void Prepare(Action work)
    {
        AskUnlessEnded(() => FailureOf(work));
        StepAside();
    }

    /// <summary>Has the thread attend to its tracees between operations. Precondition: called on the tracer thread.</summary>
    /// <param name="onChange">Is told of each change of a tracee.</param>
    /// <param name="afterOperation">Is called when an operation is done.</param>
    public void Attend(Action<Tid, WaitStatus> onChange, Action afterOperation)
    {
        _attendant = onChange;
        _afterOperation = afterOperation;
    }

    /// <summary>Ends the thread once it has done what was asked. The kernel lets go of tracees that are still attached.</summary>
    public void Dispose()
    {
        lock (_operations)
        {
            if (_ended)
                return;
            _ended = true;
            Ask(null);
        }

        if (Thread.CurrentThread == _thread)
            return;
        _thread.Join();
        _asked.Dispose();
    }

    private void Run(Action operation, Action? meanwhile)
    {
        if (Thread.CurrentThread == _thread)
        {
            operation();
            return;
        }

        ExceptionDispatchInfo? failure = null;
        using var done = new Bell();
        AskUnlessEnded(() =>
        {
            failure = FailureOf(operation);
            done.Ring();
        });
        if (meanwhile is not null)
            StepAside();
        var besides = meanwhile is null ? null : FailureOf(meanwhile);
        // Whatever came of the rest: the operation uses what the caller has.
        done.Wait();
        failure?.Throw();
        besides?.Throw();
    }

    private static ExceptionDispatchInfo? FailureOf(Action work)
    {
        try
        {
            work();
            return null;
        }
#pragma warning disable CA1031 // It is thrown again on the thread that asked.
        catch (Exception caught)
#pragma warning restore CA1031
        {
            return ExceptionDispatchInfo.Capture(caught);
        }
    }

    /// <summary>The kernel likes to wake a thread on the processor of the waker, and lets it wait there for milliseconds while another processor idles.</summary>
    private void StepAside()
    {
        if (ProcStat.Read(Pid.Self, _tid) is not { Ok: true, Value.Processor: var processor } || Affinity.CurrentCpu().Or(-1) != processor)
            return;
        var allowed = Affinity.Get(default).Or([]);
        Affinity.LeaveCpu(allowed, processor);
        _ = Affinity.Set(default, allowed);
    }

    private void AskUnlessEnded(Action operation)
    {
        lock (_operations)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            Ask(operation);
        }
    }

    private void Ask(Action? operation)
    {
        _operations.Enqueue(operation);
        _asked.Ring();
        Interlocked.MemoryBarrier();
        // The signal may come just before the wait begins, and is lost then: so it is sent until the thread is out of it.
        for (var wait = 1; Volatile.Read(ref _isInWait) && !_operations.IsEmpty; wait = Math.Min(2 * wait, 1000))
        {
            OwnSignals.Nudge(_tid);
            _ = ShortSleep.Microseconds(wait);
        }
    }

    private void Loop()
    {
        _tid = Affinity.OwnThread();
        BurstWatch.Prepare();
        while (true)
        {
            if (_attendant is { } attendant && _operations.IsEmpty && AwaitTracee() is { } seen)
            {
                attendant(seen.Tid, seen.Status);
                continue;
            }

            // Without tracees there is nothing to wait for but the next operation.
            if (_attendant is not null && _operations.IsEmpty && Wait.HasAny())
                continue;
            _asked.Wait();
            if (!_operations.TryDequeue(out var operation) || operation is null)
                return;
            operation();
            _afterOperation?.Invoke();
        }
    }

    private (Tid Tid, WaitStatus Status)? AwaitTracee()
    {
        Volatile.Write(ref _isInWait, true);
        // Who asks sees the flag, or what he asks for is seen here.
        Interlocked.MemoryBarrier();
        var seen = _operations.IsEmpty ? Wait.ForAnyUnlessNudged() : null;
        Volatile.Write(ref _isInWait, false);
        return seen;
    }
}
