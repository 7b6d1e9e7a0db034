using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Kernel.Faults;
using Perdure.Kernel.Procfs;

namespace Perdure.Tracing;

/// <summary>
/// A process and its descendants, all threads stopped at one moment. Disposing lets all of them go on.
/// Precondition of every member: called on the tracer thread.
/// </summary>
public sealed class FrozenTree : IDisposable
{
    private const int FirstTryMilliseconds = 100;
    private const int Tries = 40;
    private readonly List<FrozenProcess> _processes = [];
    private readonly Burst _burst;
    private readonly SchedulerClock _clock = new();
    private long _stoppedTicks;

    private readonly SeizedThreads? _keeper;

    private FrozenTree(Pid root, SeizedThreads? keeper)
    {
        _keeper = keeper;
        _burst = Burst.Begin(root);
    }

    /// <summary>The processes, parents before their children.</summary>
    public IReadOnlyList<FrozenProcess> Processes => _processes;

    /// <summary>How long the program has stood still, in ticks of <see cref="Stopwatch"/>: up to now, or until this was disposed. Tries that got stuck count.</summary>
    public long StoppedTicks
    {
        get
        {
            var now = Stopwatch.GetTimestamp();
            return _stoppedTicks + now - _processes.Where(process => process.Since > 0).Select(process => process.Since).DefaultIfEmpty(now).Min();
        }
    }

    /// <summary>
    /// Stops a process, and with <paramref name="wholeTree"/> its descendants. A thread in a vfork can't stop before its child has gone on,
    /// so a try that gets stuck lets everything run for a moment and starts over.
    /// </summary>
    /// <param name="root">The process.</param>
    /// <param name="wholeTree">Whether its descendants are meant as well.</param>
    /// <param name="keeper">Whose the threads are if they stay seized afterwards.</param>
    public static FrozenTree Freeze(Pid root, bool wholeTree, SeizedThreads? keeper = null)
    {
        var stuckTicks = 0L;
        for (var attempt = 1; ; attempt++)
        {
            var tree = new FrozenTree(root, keeper) { _stoppedTicks = stuckTicks };
            try
            {
                tree.FreezeAll(root, wholeTree);
                FailurePoints.Reach("frozen");
                return tree;
            }
            catch (ThreadDoesNotStopException) when (attempt < Tries)
            {
                tree.Dispose();
                stuckTicks = tree.StoppedTicks;
                Thread.Sleep(Math.Min(5 * attempt, 50));
            }
            catch (ThreadDoesNotStopException stuck)
            {
                tree.Dispose();
                throw new PerdureException(
                    $"thread {stuck.Tid} of process {stuck.Pid} can't be stopped: the kernel holds it in an uninterruptible wait, as of a vfork whose child has not gone on yet",
                    $"look at /proc/{stuck.Pid}/task/{stuck.Tid}/stack; a hung disk or network file system does this");
            }
            catch
            {
                tree.Dispose();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Children first: the first process of a pid namespace that was killed ends only when all others there are buried.
        foreach (var process in _processes.AsEnumerable().Reverse())
            process.Dispose();
        _stoppedTicks = StoppedTicks;
        _processes.Clear();
        _burst.Dispose();
    }

    private void FreezeAll(Pid root, bool wholeTree)
    {
        var known = new HashSet<Pid>();
        var wave = new List<Pid> { root };
        while (wave.Count > 0)
        {
            var freezing = new List<FrozenProcess>(wave.Count);
            foreach (var pid in wave.Where(known.Add))
                UnlessGone(pid, root, () => freezing.Add(FrozenProcess.BeginFreeze(pid, _clock, _keeper)));
            _processes.AddRange(freezing);
            FailurePoints.Reach("seized");
            foreach (var process in freezing)
                UnlessGone(process.Pid, root, () => process.FinishFreeze(FirstTryMilliseconds), () => _processes.Remove(process));
            wave = wholeTree ? [.. _processes.SelectMany(process => ProcTasks.Children(process.Pid).Or([])).Where(pid => !known.Contains(pid))] : [];
        }
    }

    /// <summary>
    /// A descendant may end while it is being stopped. A zombie can't be stopped and need not be: its exit status is read from /proc by
    /// whoever saves the tree.
    /// </summary>
    private static void UnlessGone(Pid pid, Pid root, Action freeze, Action? otherwise = null)
    {
        if (pid != root && ProcStat.Read(pid) is { Ok: false } or { Value.State: 'Z' or 'X' })
        {
            otherwise?.Invoke();
            return;
        }

        try
        {
            freeze();
        }
        catch (PerdureException gone) when (gone.ExitCode == ExitCode.TargetDied && pid != root)
        {
            otherwise?.Invoke();
        }
    }
}
