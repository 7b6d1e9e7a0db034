using Perdure.Checkpoints.Restoring;
using Perdure.Cli.Output;
using Perdure.Cli.Service;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>
/// A supervised program in the foreground: it gets our signals, stops as a job of the shell, and we end as it ends. As long as it is supervised nobody waits for it as a
/// parent does: that would take its stops away from the tracer thread.
/// </summary>
internal sealed class SupervisedJob : IDisposable
{
    private const int LookMilliseconds = 100;
    private const int LooksAtTraced = 3;
    private const uint PF_EXITING = 4;
    private static readonly int[] s_endings = [SignalNumber.SIGTERM, SignalNumber.SIGINT, SignalNumber.SIGHUP];
    private readonly bool _beforeExit;
    private readonly ServiceManager _manager;
    private readonly TriggerSignals _triggers;
    private readonly JobControl _job;

    /// <summary>Without a terminal there is no shell that would let a stopped perdure go on: a program that is stopped is then its stopper's business.</summary>
    private readonly bool _isJob = ProcStat.Read(Pid.Self) is { Ok: true, Value.TtyNumber: not 0 };
    private Pid _pid;
    private volatile Supervisor? _supervisor;

    /// <param name="beforeExit">Whether to take a checkpoint before a signal is passed on that asks it to end.</param>
    /// <param name="triggers">Signals that ask for a checkpoint, and are not passed on.</param>
    /// <param name="manager">Who is told how it goes.</param>
    internal SupervisedJob(bool beforeExit, IReadOnlyList<int> triggers, ServiceManager manager)
    {
        _beforeExit = beforeExit;
        _manager = manager;
        _triggers = new TriggerSignals(triggers);
        _job = new JobControl(Before, triggers);
    }

    /// <summary>Starts the program and supervises it until it ends. Answers its exit code, or 128 and the signal that killed it.</summary>
    /// <param name="start">Starts it, in the foreground of our terminal or not.</param>
    /// <param name="begin">Makes a supervisor for it.</param>
    internal int Supervise(Func<bool, Pid> start, Func<Pid, Supervisor> begin)
    {
        var isForeground = TerminalOwner.Is(Pid.Self);
        _pid = start(isForeground);
        Wait.RememberEndOf(_pid);
        _job.Follow(_pid);
        try
        {
            SuperviseUntilEnd(begin);
            return WaitForEnd();
        }
        finally
        {
            // What was never given away is not ours to take: in the background it is the shell's.
            if (isForeground)
                TerminalOwner.TakeBack();
        }
    }

    /// <summary>The same for a program that runs already and is no child of ours. A failure to supervise it is one of ours then: it runs as it did before.</summary>
    internal int TakeOver(Pid pid, Func<Pid, Supervisor> begin)
    {
        using var end = new ProgramEnd(pid);
        _pid = pid;
        using (var supervisor = begin(pid))
        {
            // Not earlier: what asks it to end while somebody else has it is not for it.
            _job.Follow(pid);
            Run(supervisor);
        }

        return end.Wait();
    }

    public void Dispose()
    {
        _job.Dispose();
        _triggers.Dispose();
    }

    /// <summary>Whatever becomes of the supervision, the program runs, and we end as it ends.</summary>
    private void SuperviseUntilEnd(Func<Pid, Supervisor> begin)
    {
        using var ended = new CancellationTokenSource();
        Thread? stops = null;
        try
        {
            using var supervisor = begin(_pid);
            if (_isJob)
            {
                stops = new Thread(() => WatchStops(ended.Token)) { IsBackground = true, Name = "job control" };
                stops.Start();
            }

            Run(supervisor);
        }
        catch (Exception failure) when (failure is PerdureException or IOException or InvalidOperationException)
        {
            if (ProcStat.Read(_pid) is not { Ok: true, Value: { State: not ('Z' or 'X') } there } || (there.Flags & PF_EXITING) != 0)
                return;
            var why = SafeText.OneLine(failure.Message);
            _manager.NoteUnsupervised(why);
            Console.Error.WriteLine($"perdure: the program runs without a supervisor: {why}");
        }
        finally
        {
            ended.Cancel();
            stops?.Join();
        }
    }

    private void Run(Supervisor supervisor)
    {
        using var watchdog = new Watchdog(_manager, supervisor);
        _supervisor = supervisor;
        _triggers.Ask(supervisor);
        _manager.WriteReadyBy(supervisor.NoteReady);
        try
        {
            _ = supervisor.Run();
        }
        finally
        {
            _triggers.Ask(null);
            _manager.WriteReadyBy(null);
            _supervisor = null;
        }
    }

    private int WaitForEnd()
    {
        while (true)
        {
            var waited = Wait.ForJob(_pid);
            // It may have ended in a pause, and been buried by the tracer thread.
            if (!waited.Ok)
                return ForegroundProgram.CodeOf(Wait.RememberedEnd ?? new WaitStatus(SignalNumber.SIGKILL));
            if (waited.Value.Exited || waited.Value.Signaled)
                return ForegroundProgram.CodeOf(waited.Value);
            if (_isJob && waited.Value.StopSignal is SignalNumber.SIGTSTP or SignalNumber.SIGTTIN or SignalNumber.SIGTTOU)
                _job.StopToo(waited.Value.StopSignal);
        }
    }

    private void Before(int signal)
    {
        if (!s_endings.Contains(signal))
            return;
        if (_beforeExit)
            _ = _supervisor?.TakeNow("before the end");
        if (signal == SignalNumber.SIGTERM)
            _manager.NoteStopping();
    }

    /// <summary>A stop from the terminal shows in /proc. One that only wants the terminal (SIGTTIN) is told by its not having it.</summary>
    private void WatchStops(CancellationToken ended)
    {
        var looks = 0;
        while (!ended.WaitHandle.WaitOne(LookMilliseconds))
        {
            var state = ProcStat.Read(_pid) is { Ok: true, Value.State: var seen } ? seen : '?';
            looks = state == 'T' || (state == 't' && IsLeftStoppedByUs()) ? looks + 1 : 0;
            // Of a thread that we trace it takes some looks to see that it isn't one of our own short stops.
            if (looks == 0 || (state == 't' && looks < LooksAtTraced))
                continue;
            looks = 0;
            _job.StopToo(TerminalOwner.Is(_pid) || !TerminalOwner.Is(Pid.Self) ? SignalNumber.SIGTSTP : SignalNumber.SIGTTIN);
        }
    }

    /// <summary>Whether the program is under a guard of ours (--recover), and no checkpoint is being taken. Under a debugger it stops for others.</summary>
    private bool IsLeftStoppedByUs() =>
        _supervisor is { IsTaking: false } && ProcStatus.Read(_pid) is { Ok: true, Value.Tracer: { Value: not 0 } tracer } && ProcStatus.Read(tracer) is { Ok: true, Value: var ours } && ours.Tgid == Pid.Self;
}
