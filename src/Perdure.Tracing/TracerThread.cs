using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Perdure.Tracing;

/// <summary>
/// The one thread that owns its tracees: ptrace answers only to the thread that attached. An operation is a closure that runs on it
/// whole, so that there is one hop between threads per operation and none per ptrace request.
/// </summary>
public sealed class TracerThread : IDisposable
{
    private readonly BlockingCollection<Action> _operations = [];
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    public TracerThread()
    {
        _thread = new Thread(Loop) { Name = "tracer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Runs an operation on the tracer thread and hands back its result, or throws what it threw.</summary>
    public T Run<T>(Func<T> operation)
    {
        var result = default(T)!;
        Run(() => { result = operation(); });
        return result;
    }

    /// <summary>Runs an operation on the tracer thread, and throws what it threw.</summary>
    public void Run(Action operation)
    {
        if (Thread.CurrentThread == _thread)
        {
            operation();
            return;
        }

        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        _operations.Add(() =>
        {
            try
            {
                operation();
            }
#pragma warning disable CA1031 // It is thrown again on the thread that asked.
            catch (Exception caught)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(caught);
            }
            finally
            {
                done.Set();
            }
        });
        done.Wait();
        failure?.Throw();
    }

    /// <summary>Ends the thread once it has done what was asked. The kernel lets go of tracees that are still attached.</summary>
    public void Dispose()
    {
        _operations.CompleteAdding();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
        _operations.Dispose();
    }

    private void Loop()
    {
        foreach (var operation in _operations.GetConsumingEnumerable())
            operation();
    }
}
