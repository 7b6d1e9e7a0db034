using Perdure.Checkpoints.Restoring;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>
/// A supervised child of ours in the foreground: it gets our signals, stops as a job of the shell, and we end as it ends. As long as it is supervised nobody waits for it as a
/// parent does: that would take its stops away from the tracer thread.
/// </summary>
internal sealed class SupervisedJob : IDisposable
{
    private const int LookMilliseconds = 100;
    private static readonly int[] s_endings = [SignalNumber.SIGTERM, SignalNumber.SIGINT, SignalNumber.SIGHUP];
    private readonly Pid _pid;
    private readonly bool _beforeExit;
    private readonly JobControl _job;
    private readonly CancellationTokenSource _ended = new();
    private volatile Supervisor? _supervisor;

    /// <param name="pid">A child of ours that leads a process group.</param>
    /// <param name="beforeExit">Whether to take a checkpoint before a signal is passed on that asks it to end.</param>
    internal SupervisedJob(Pid pid, bool beforeExit)
    {
        _pid = pid;
        _beforeExit = beforeExit;
        _job = new JobControl(pid, Before);
    }

    /// <summary>Supervises until it ends. Answers its exit code, or 128 and the signal that killed it.</summary>
    internal int Supervise(Func<Supervisor> begin)
    {
        try
        {
            using (_supervisor = TryBegin(begin))
            {
                if (_supervisor is not null)
                {
                    if (!Console.IsInputRedirected)
                        new Thread(WatchStops) { IsBackground = true, Name = "job control" }.Start();
                    _ = _supervisor.Run();
                }
            }

            _supervisor = null;
            return WaitForEnd();
        }
        finally
        {
            _ended.Cancel();
            TerminalOwner.TakeBack();
        }
    }

    public void Dispose()
    {
        _job.Dispose();
        _ended.Dispose();
    }

    /// <summary>The program runs. That it can't be supervised is no reason to end it, nor one if it has ended already.</summary>
    private Supervisor? TryBegin(Func<Supervisor> begin)
    {
        try
        {
            return begin();
        }
        catch (PerdureException failure)
        {
            if (ProcStat.Read(_pid) is { Ok: true, Value.State: not ('Z' or 'X') })
                Console.Error.WriteLine($"perdure: the program runs without a supervisor: {SafeText.OneLine(failure.Message)}");
            return null;
        }
    }

    private int WaitForEnd()
    {
        while (true)
        {
            var waited = Wait.ForJob(_pid);
            // Killed in a pause, it was buried by the tracer thread.
            if (!waited.Ok)
                return 128 + SignalNumber.SIGKILL;
            if (waited.Value.Exited || waited.Value.Signaled)
                return ForegroundProgram.CodeOf(waited.Value);
            if (waited.Value.StopSignal is SignalNumber.SIGTSTP or SignalNumber.SIGTTIN or SignalNumber.SIGTTOU)
                _job.StopToo(waited.Value.StopSignal);
        }
    }

    private void Before(int signal)
    {
        if (_beforeExit && s_endings.Contains(signal))
            _supervisor?.TakeNow();
    }

    /// <summary>A stop from the terminal shows in /proc.</summary>
    private void WatchStops()
    {
        while (!_ended.Token.WaitHandle.WaitOne(LookMilliseconds))
        {
            if (ProcStat.Read(_pid) is { Ok: true, Value.State: 'T' })
                _job.StopToo(SignalNumber.SIGTSTP);
        }
    }
}
