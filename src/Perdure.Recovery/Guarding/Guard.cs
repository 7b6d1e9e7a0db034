using System.Diagnostics;
using System.Globalization;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Recovery.Crashes;
using Perdure.Recovery.Surgery;
using Perdure.Tracing;

namespace Perdure.Recovery.Guarding;

/// <summary>
/// Sees the crashes of a program first. Its threads, and what they start, stay seized; every signal that is no crash is passed on as it comes. When the guard has gone, nobody traces the program, and it
/// is as it was.
/// </summary>
public sealed class Guard : IDisposable
{
    private readonly Action<string, string> _tell;
    private readonly Dictionary<Pid, GuardedProcess> _processes = [];
    private readonly Vigil _vigil;
    private readonly HashSet<Pid> _toLetGo = [];
    private readonly HashSet<Pid> _letGo = [];

    /// <summary>Begins to guard a program and its descendants.</summary>
    /// <param name="root">Its first process.</param>
    /// <param name="tell">Is told what happens: the kind of event, and a line. Called on the tracer thread.</param>
    public Guard(Pid root, Action<string, string> tell)
    {
        _tell = tell;
        Keeper = new SeizedThreads(new TracerThread());
        _vigil = new Vigil(() => Keeper.Tracer.Run(LookForLocks));
        try
        {
            Keeper.Tracer.Run(() =>
            {
                Keeper.Tracer.Attend(OnChange, Settle);
                FrozenTree.Freeze(root, wholeTree: true, Keeper).Dispose();
            });
        }
        catch
        {
            Keeper.Tracer.Dispose();
            throw;
        }
    }

    /// <summary>Whose its threads are when somebody else freezes them, on the same thread.</summary>
    public SeizedThreads Keeper { get; }

    /// <summary>How many crashes were survived.</summary>
    public int Survived { get; private set; }

    /// <summary>Lets go of the program.</summary>
    public void Dispose()
    {
        _vigil.Dispose();
        Keeper.Tracer.Dispose();
    }

    /// <summary>What was seen while others had the threads.</summary>
    private void Settle()
    {
        while (Keeper.TryTakeDeferred(out var tid, out var status))
            OnChange(tid, status);
    }

    private void OnChange(Tid tid, WaitStatus status)
    {
        if (status.Ended)
        {
            _processes.Remove(new Pid(tid.Value));
            return;
        }

        if (status.Event == PtraceEvent.None)
            OnSignal(tid, status.StopSignal);
        else if (status.IsGroupStop)
            _ = Ptrace.Listen(tid);
        else
            OnEvent(tid, status.Event);
    }

    private void OnEvent(Tid tid, PtraceEvent what)
    {
        // It is another program now.
        if (what == PtraceEvent.PTRACE_EVENT_EXEC)
            _processes.Remove(new Pid(tid.Value));
        _ = Ptrace.Continue(tid, 0);
    }

    private void OnSignal(Tid tid, int signal)
    {
        if (!SeizedThreads.MayBeCrash(signal) || ProcStatus.Read(tid) is not { Ok: true, Value: var thread })
        {
            _ = Ptrace.Continue(tid, signal);
            return;
        }

        _ = Ptrace.Continue(tid, Decide(thread, signal));
        LetGo();
    }

    /// <returns>The signal to go on with: 0 if the crash was survived.</returns>
    private int Decide(ProcStatus thread, int signal)
    {
        var (pid, tid) = (thread.Tgid, thread.Tid);
        var since = Stopwatch.GetTimestamp();
        try
        {
            var info = CrashReader.InfoOf(tid);
            if (!CrashReader.IsCrash(pid, signal, info))
                return signal;
            if (!_processes.TryGetValue(pid, out var process))
                _processes[pid] = process = new GuardedProcess(pid);
            if (process.OwnsFault(Ptrace.GetRegs(tid).OrThrow($"read the registers of thread {tid}").Rip))
            {
                PassOwnFault(pid, process);
                return signal;
            }

            if (process.Rate.Note())
            {
                TellLoop(process, tid, signal, info);
                return signal;
            }

            var crash = process.Reader.Read(tid, signal, info);
            if (process.Suppress(crash, thread.VoluntaryContextSwitches) is not { } way)
            {
                _tell("crash", $"{crash}: no way past it was found");
                return signal;
            }

            Survived++;
            _vigil.Begin();
            if (process.Telling.Note(crash.Signature) is { } more)
                _tell("crash-suppressed", string.Create(CultureInfo.InvariantCulture, $"{crash}: {way}; {Stopwatch.GetElapsedTime(since).TotalMilliseconds:0.0} ms{more}"));
            return 0;
        }
#pragma warning disable CA1031 // Whatever goes wrong here, the program gets the signal that it would have got without us.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _tell("crash", $"signal {signal} in thread {tid} of process {pid} could not be looked into: {failure.Message}");
            return signal;
        }
    }

    /// <returns>Whether there is more to look for.</returns>
    private bool LookForLocks()
    {
        foreach (var process in _processes.Values.Where(process => process.Locks.IsWatching))
            foreach (var mutex in process.Locks.Look())
                _tell("lock-released", $"the mutex at {mutex}, which a function that was left had locked");
        return _processes.Values.Any(process => process.Locks.IsWatching);
    }

    /// <summary>Once for each loop: a program may well go on by a handler of its own.</summary>
    private void TellLoop(GuardedProcess process, Tid tid, int signal, in SignalInfo info)
    {
        if (!process.Rate.NoteTold())
            _tell("crash-loop", $"{process.Reader.Read(tid, signal, info)}: its process has crashed more than {CrashRate.Most} times in {CrashRate.Window.TotalSeconds:0} s, so it gets its signals from here on, until it is quiet for a while");
    }

    /// <summary>What a run-time does on purpose is passed on; what it does often must cost what it costs without us.</summary>
    private void PassOwnFault(Pid pid, GuardedProcess process)
    {
        if (!process.NoteOwnFault() || !_toLetGo.Add(pid))
            return;
        Keeper.LeaveAlone(pid);
        _tell("let-go", $"process {pid} makes faults on purpose ({process.Runtime.Name}), and many of them: it is no longer traced between checkpoints, so they cost no more than without perdure; its crashes are not suppressed from here on");
    }

    /// <summary>A thread that stands at a signal can't be let go of without losing it: so not before that has been passed on.</summary>
    private void LetGo()
    {
        foreach (var pid in _toLetGo.Where(pid => _letGo.Add(pid)))
            FrozenTree.Freeze(pid, wholeTree: false, Keeper).Dispose();
    }
}
