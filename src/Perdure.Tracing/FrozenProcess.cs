using System.Globalization;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Tracing;

/// <summary>
/// A process all of whose threads are stopped. Disposing lets go of all of them. Precondition of every member: called on the tracer thread.
/// </summary>
public sealed class FrozenProcess : IDisposable
{
    private readonly Dictionary<Tid, Tracee> _threads = [];

    private FrozenProcess(Pid pid) => Pid = pid;

    /// <summary>The process.</summary>
    public Pid Pid { get; }

    /// <summary>Its stopped threads, the leader first, then by tid.</summary>
    public IReadOnlyList<Tracee> Threads { get; private set; } = [];

    /// <summary>The thread whose tid is the pid.</summary>
    public Tracee Leader => Threads[0];

    /// <summary>Whether the process was stopped by SIGSTOP or its like, and stays so when we let go of it.</summary>
    public bool IsInGroupStop => Leader.IsInGroupStop;

    /// <summary>Attaches to the threads that are there now and asks each to stop, without waiting.</summary>
    internal static FrozenProcess BeginFreeze(Pid pid)
    {
        var process = new FrozenProcess(pid);
        try
        {
            process.SeizeNewThreads();
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Waits until every thread is stopped, those included that are started meanwhile.</summary>
    internal void FinishFreeze(int timeoutMilliseconds)
    {
        do
        {
            foreach (var thread in _threads.Values)
                WaitUntilStopped(thread, timeoutMilliseconds);
        }
        while (SeizeNewThreads());
        if (!_threads.ContainsKey(Pid.Leader))
            throw new PerdureException($"process {Pid} has ended", exitCode: ExitCode.TargetDied);
        Threads = [.. _threads.Values.OrderBy(thread => thread.Tid.Value == Pid.Value ? int.MinValue : thread.Tid.Value)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var thread in _threads.Values)
            thread.Release();
        _threads.Clear();
    }

    private void WaitUntilStopped(Tracee thread, int timeoutMilliseconds)
    {
        if (thread.IsStopped)
            return;
        switch (thread.WaitForInterrupt(timeoutMilliseconds))
        {
            case StopOutcome.Gone:
                _threads.Remove(thread.Tid);
                break;
            case StopOutcome.TimedOut:
                throw new ThreadDoesNotStopException(Pid, thread.Tid);
        }
    }

    private bool SeizeNewThreads()
    {
        var found = false;
        foreach (var tid in ListThreads())
        {
            if (_threads.ContainsKey(tid))
                continue;
            var seized = Ptrace.Seize(tid, PtraceOptions.PTRACE_O_TRACESYSGOOD);
            if (seized.Error == Errno.ESRCH || (seized.Error == Errno.EPERM && IsDying(tid)))
                continue;
            seized.OrThrow($"attach to thread {tid} of process {Pid}", "is it traced by a debugger, or owned by another user?");
            var thread = new Tracee(Pid, tid);
            _threads.Add(tid, thread);
            _ = Ptrace.Interrupt(tid);
            found = true;
        }

        return found;
    }

    private List<Tid> ListThreads()
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{Pid}/task").Select(path => new Tid(int.Parse(Path.GetFileName(path.AsSpan()), CultureInfo.InvariantCulture)))];
        }
        catch (DirectoryNotFoundException)
        {
            throw new PerdureException($"process {Pid} has ended", exitCode: ExitCode.TargetDied);
        }
    }

    private bool IsDying(Tid tid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{Pid}/task/{tid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }
}
