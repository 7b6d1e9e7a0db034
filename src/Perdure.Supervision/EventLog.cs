using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Supervision;

/// <summary>
/// What happens to one program, told at once and written to the journal. A journal that can't be written (the disk is full) is no reason to give up the program: what could not be written waits, and
/// is written with its own time as soon as that works. Thread-safe.
/// </summary>
internal sealed class EventLog : IDisposable
{
    private const int MostWaiting = 1000;
    private const int BetweenCuts = 1000;
    private readonly Lock _gate = new();
    private readonly Journal _journal;
    private readonly string _program;
    private readonly Pid _pid;
    private readonly string _identity;
    private readonly Action<string, string> _tell;
    private readonly Queue<(DateTimeOffset Time, string Kind, string Text)> _waiting = new();
    private int _untilCut;

    public EventLog(Journal journal, string program, Pid pid, string identity, Action<string, string> tell)
    {
        _journal = journal;
        _program = program;
        _pid = pid;
        _identity = identity;
        _tell = tell;
    }

    /// <summary>Why the last event could not be written; empty if it could.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>Something happened.</summary>
    public void Add(string kind, string text)
    {
        lock (_gate)
            AddAlone(kind, text);
    }

    /// <summary>Has the journal forget what is old, in the beginning and each 1,000 events. That it can't be done just now is nothing to the program.</summary>
    public void CutFromTimeToTime(ImageStore store)
    {
        lock (_gate)
        {
            if (_untilCut > 0)
                return;
            _untilCut = BetweenCuts;
        }

        try
        {
            _journal.Cut(store.List().Select(entry => entry.Id), DateTimeOffset.UtcNow);
        }
        catch (PerdureException)
        {
            // The next time.
        }
    }

    /// <summary>What failed, why, and what to do, in one line.</summary>
    public static string Advice(PerdureException failure) => failure.Hint.Length == 0 ? failure.Message : $"{failure.Message}; {failure.Hint}";

    /// <inheritdoc/>
    public void Dispose() => _journal.Dispose();

    private void AddAlone(string kind, string text)
    {
        _tell(kind, text);
        // What is oldest is lost first: the newest tell how the program is.
        if (_waiting.Count == MostWaiting)
            _waiting.Dequeue();
        _waiting.Enqueue((DateTimeOffset.UtcNow, kind, text));
        try
        {
            for (; _waiting.TryPeek(out var next); _waiting.Dequeue(), _untilCut--)
                _journal.Add(_program, _pid.Value, _identity, next.Kind, next.Text, next.Time);
            Failure = "";
        }
        catch (PerdureException failure)
        {
            if (Failure.Length == 0)
                _tell("journal-failed", Advice(failure));
            Failure = Advice(failure);
        }
    }
}
