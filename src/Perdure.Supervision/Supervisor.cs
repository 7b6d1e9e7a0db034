using System.Diagnostics;
using System.Globalization;
using Perdure.Checkpoints;
using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Taking;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Perdure.Store;

namespace Perdure.Supervision;

/// <summary>
/// Supervises one program: takes its checkpoints, by the clock and when asked, until it ends or somebody stops the supervision. The program knows nothing of it, and goes on
/// whatever becomes of the supervisor.
/// </summary>
public sealed class Supervisor : IDisposable
{
    /// <summary>The kind of the event that a program said that it is ready.</summary>
    public const string ReadyKind = "ready";

    /// <summary>The kind of the event that a program has ended.</summary>
    public const string EndedKind = "ended";

    /// <summary>The kind of the event that the supervision was ended by somebody.</summary>
    public const string ReleasedKind = "released";

    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_longestTake = TimeSpan.FromMinutes(10);
    private readonly ImageStore _store;
    private readonly EventLog? _log;
    private readonly Pid _pid;
    private readonly SupervisionOptions _options;
    private readonly Retention _retention;
    private readonly SupervisorClaim? _claim;
    private readonly CheckpointSeries? _series;
    private readonly ControlServer? _control;
    private readonly ProgramWatch? _watch;
    private readonly Backoff _backoff = new();
    private readonly Schedule? _schedule;
    private readonly IdleWatch? _idle;
    private readonly object _gate = new();
    private readonly Queue<Turn> _wanted = new();
    private readonly Queue<(string Kind, string Text)> _news = new();
    private ProgramStatus _status;
    private TimeSpan _lastTurn = Now;
    private bool _isTaking;
    private bool _isSignalled;
    private bool _hasEnded;
    private bool _isStopping;

    /// <summary>Becomes the supervisor of a program that runs. A program has one at most.</summary>
    /// <param name="store">Where to keep checkpoints.</param>
    /// <param name="pid">The program's first process.</param>
    /// <param name="options">How.</param>
    /// <param name="tell">Is told what happens: the kind of event, and a line.</param>
    public Supervisor(ImageStore store, Pid pid, SupervisionOptions options, Action<string, string> tell)
    {
        TargetCheck.CheckKind(pid);
        _store = store;
        _pid = pid;
        _options = options;
        _retention = new Retention(store, options, Note);
        _schedule = options.Interval is { } interval ? new Schedule(interval, options.PauseBudget, Now, _backoff) : null;
        _idle = options.Idle is { } quiet ? new IdleWatch(pid, quiet, Now, _backoff) : null;
        var identity = ProcessIdentity.Of(pid).OrThrow($"find process {pid}");
        // Titles that programs give themselves are padded.
        var command = string.Join(' ', ProcWords.CommandLine(pid).Or([])).TrimEnd();
        _status = new ProgramStatus(
            options.Name, pid.Value, command, Environment.ProcessId, store.Directory, DateTimeOffset.UtcNow, _schedule?.Interval.TotalSeconds, 0, 0, "", null, 0, 0, "")
        {
            AskedIntervalSeconds = options.Interval?.TotalSeconds,
            PauseBudget = options.PauseBudget,
            IdleSeconds = options.Idle?.TotalSeconds,
            Signals = options.Signals,
            BeforeExit = options.BeforeExit,
            Keep = options.Keep?.ToString() ?? "",
            MaxStoreBytes = options.MaxStoreBytes,
        };
        JournalEvent? lost;
        try
        {
            _claim = SupervisorClaim.Of(pid);
            var journal = Journal.Open(store);
            _log = new EventLog(journal, options.Name, pid, identity, tell);
            lost = journal.LastOf(pid.Value, identity) is { } last && last.Kind is not (EndedKind or ReleasedKind) ? last : null;
            _series = new CheckpointSeries(store, pid, options.Seize?.Invoke(pid, NoteSoon));
            _watch = new ProgramWatch(pid, End);
            _control = new ControlServer(SupervisorFolder.SocketOf(pid), Answer);
        }
        catch
        {
            Dispose();
            throw;
        }

        if (lost is not null)
            Note("supervisor-lost", string.Create(CultureInfo.InvariantCulture, $"the supervisor before this one ended without a word; the last event of it is of {lost.Time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
        Note("supervised", EventTexts.Plan(options));
    }

    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>How the program is.</summary>
    public ProgramStatus Status
    {
        get
        {
            lock (_gate)
                return _status;
        }
    }

    /// <summary>Supervises, on the calling thread. Returns true when the program has ended, false when the supervision was stopped.</summary>
    public bool Run()
    {
        Turn? turn = null;
        try
        {
            while ((turn = AwaitTurn()) is not null)
                Take(turn);
            WriteNews();
            Note(_hasEnded ? EndedKind : ReleasedKind, _hasEnded ? "the program has ended" : "the program goes on without a supervisor");
            return _hasEnded;
        }
        catch (Exception bug)
        {
            Note("failed", $"the supervision ended by a fault of its own, and the program goes on without: {bug.GetType().Name}: {bug.Message}");
            throw;
        }
        finally
        {
            LetGo(turn);
        }
    }

    /// <summary>Has a checkpoint taken because somebody asks, and waits for it.</summary>
    public ControlAnswer TakeNow() => TakeNow("on demand");

    /// <summary>Has a checkpoint taken, and waits for it.</summary>
    /// <param name="why">Why, in words for the journal.</param>
    public ControlAnswer TakeNow(string why)
    {
        var taken = new TaskCompletionSource<ControlAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_hasEnded || _isStopping)
                return Over();
            _wanted.Enqueue(new Turn(why, taken));
            Monitor.PulseAll(_gate);
        }

        return taken.Task.Result;
    }

    /// <summary>Has a checkpoint taken soon, and does not wait. Asked several times before it is begun, it is one.</summary>
    public void TakeSoon()
    {
        lock (_gate)
        {
            _isSignalled = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Whether a checkpoint is being taken: the program may stand still for it.</summary>
    public bool IsTaking
    {
        get
        {
            lock (_gate)
                return _isTaking;
        }
    }

    /// <summary>
    /// Whether the loop turns and the program is able to run. A checkpoint may take its time, but not for ever; a program that somebody has stopped does not live.
    /// Precondition: <see cref="SupervisionOptions.Pulse"/> is set.
    /// </summary>
    public bool IsLive
    {
        get
        {
            lock (_gate)
            {
                if (_hasEnded || _isStopping)
                    return false;
                if (_isTaking)
                    return Now - _lastTurn < s_longestTake;
                if (Now - _lastTurn > 2 * _options.Pulse)
                    return false;
            }

            return ProcStat.Read(_pid) is { Ok: true, Value.State: not ('T' or 't' or 'Z' or 'X') };
        }
    }

    /// <summary>The program says that it is ready. Written down before anybody else is told: who takes the program over must know it.</summary>
    public void NoteReady() => Note(ReadyKind, "the program says that it is ready");

    /// <summary>Has <see cref="Run"/> return; the program goes on.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _control?.Dispose();
        _watch?.Dispose();
        _series?.Dispose();
        _log?.Dispose();
        _claim?.Dispose();
    }

    private void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until a checkpoint is due, or wanted; null when there is nothing more to do.</summary>
    private Turn? AwaitTurn()
    {
        while (true)
        {
            WriteNews();
            var quiet = _idle?.Look(Now);
            lock (_gate)
            {
                _lastTurn = Now;
                if (_news.Count > 0)
                    continue;
                if (_hasEnded || _isStopping)
                    return null;
                if (Due(quiet) is { } turn)
                {
                    _isTaking = true;
                    return turn;
                }

                var left = Wake() - Now;
                if (left > TimeSpan.Zero)
                    Monitor.Wait(_gate, left);
            }
        }
    }

    /// <summary>Precondition: the gate is held.</summary>
    private Turn? Due(string? quiet)
    {
        if (_wanted.TryDequeue(out var asked))
            return asked;
        if (_isSignalled)
            return new Turn("on a signal");
        if (_schedule?.Due <= Now)
            return new Turn("by the clock");
        return quiet is null ? null : new Turn(quiet);
    }

    private TimeSpan Wake()
    {
        TimeSpan[] times = [Now + (_options.Pulse ?? s_longestWait), _schedule?.Due ?? TimeSpan.MaxValue, _idle?.NextLook ?? TimeSpan.MaxValue];
        return times.Min();
    }

    private void Take(Turn turn)
    {
        var (taken, failure) = TakeCheckpoint(turn.Why);
        // For want of space what the policy gives up goes now, and not only some checkpoints later; also what an earlier supervisor took.
        if (failure is not null && !_hasEnded && (_retention.IsDue || StoreSpace.IsLacking(failure)) && _retention.Apply())
            (taken, failure) = TakeCheckpoint(turn.Why);
        turn.Asked?.SetResult(failure is null ? new ControlAnswer(Status, Taken: taken) : new ControlAnswer(Status, failure.Message, failure.Hint, failure.ExitCode));
        _retention.ApplyFromTimeToTime();
        _log!.CutFromTimeToTime(_store);
        NoteTurn(isTaking: false);
    }

    /// <summary>Whatever ended the loop, nobody waits for it any longer: not for the turn in which it ended, and not for those that were to come.</summary>
    private void LetGo(Turn? turn)
    {
        lock (_gate)
        {
            _isStopping = true;
            turn?.Asked?.TrySetResult(Over());
            while (_wanted.TryDequeue(out var left))
                left.Asked?.SetResult(Over());
        }
    }

    private void NoteTurn(bool isTaking)
    {
        lock (_gate)
        {
            _lastTurn = Now;
            _isTaking = isTaking;
        }
    }

    private ControlAnswer Over() => new(_status, "the supervision is ending", "", ExitCode.Failed);

    private CheckpointOptions Options() => new()
    {
        Name = _options.Name,
        SkipUnsupported = _options.SkipUnsupported,
        JournalFiles = _options.JournalFiles,
        MostFileBytes = _options.MostFileBytes,
    };

    /// <returns>What there is now, or why there is nothing.</returns>
    private (TakenCheckpoint? Taken, PerdureException? Failure) TakeCheckpoint(string why)
    {
        var isTaken = false;
        NoteTurn(isTaking: true);
        _schedule?.Begin(Now);
        _idle?.Begin(Now);
        lock (_gate)
            _isSignalled = false;
        try
        {
            var outcome = _series!.Take(Options(), null);
            isTaken = true;
            _backoff.NoteSuccess();
            Note(outcome, why);
            return (TakenCheckpoint.Of(outcome), null);
        }
        catch (PerdureException failure) when (_hasEnded)
        {
            // It ended under our hands.
            return (null, failure);
        }
        catch (PerdureException failure)
        {
            lock (_gate)
                _status = _status with { Failures = _status.Failures + 1, LastFailure = EventLog.Advice(failure) };
            _backoff.NoteFailure();
            Note("checkpoint-failed", EventLog.Advice(failure));
            return (null, failure);
        }
        finally
        {
            _idle?.End(Now, isTaken);
        }
    }

    private void Note(CheckpointOutcome outcome, string why)
    {
        var pause = outcome.Timings.PauseMicroseconds;
        _retention.NoteTaken();
        var widened = _schedule?.Note(TimeSpan.FromMicroseconds(pause)) ?? false;
        IReadOnlyList<string> knownNotes;
        lock (_gate)
        {
            knownNotes = _status.Notes;
            _status = _status with
            {
                Checkpoints = _status.Checkpoints + 1,
                LastCheckpoint = outcome.Entry.Id.Value,
                LastAt = outcome.Entry.Created,
                LastPauseMicroseconds = pause,
                LongestPauseMicroseconds = Math.Max(pause, _status.LongestPauseMicroseconds),
                LastFailure = "",
                Notes = outcome.Notes,
                IntervalSeconds = _schedule?.Interval.TotalSeconds,
            };
        }

        Note("checkpoint", string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.Entry.Id} ({why}): paused for {pause / 1e3:0.0} ms, {outcome.Timings.BytesWritten} bytes written by the program, {outcome.Entry.UniqueBytes} stored, {outcome.Timings.WallMicroseconds / 1e3:0} ms in all{EventTexts.FilesOf(outcome)}"));
        // What was so the last time already is not told once more.
        foreach (var note in outcome.Notes.Except(knownNotes))
            Note("note", note);
        if (widened)
            Note("interval", $"{EventTexts.Seconds(_schedule!.Interval)} between checkpoints, by the pause budget of {_options.PauseBudget * 100:0.###}%");
    }

    private ControlAnswer Answer(ControlRequest request)
    {
        switch (request.Verb)
        {
            case ControlVerb.Checkpoint:
                return TakeNow();
            case ControlVerb.Stop:
                Stop();
                return new ControlAnswer(Status);
            default:
                return new ControlAnswer(Status);
        }
    }

    /// <summary>Something that another thread saw: the loop writes it down.</summary>
    private void NoteSoon(string kind, string text)
    {
        lock (_gate)
        {
            _news.Enqueue((kind, text));
            Monitor.PulseAll(_gate);
        }
    }

    private void WriteNews()
    {
        List<(string Kind, string Text)> news;
        lock (_gate)
        {
            news = [.. _news];
            _news.Clear();
        }

        news.ForEach(one => Note(one.Kind, one.Text));
    }

    private void Note(string kind, string text)
    {
        _log!.Add(kind, text);
        lock (_gate)
            _status = _status with { JournalFailure = _log.Failure };
    }
}
