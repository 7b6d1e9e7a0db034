using Microsoft.Data.Sqlite;
using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>
/// What happened to supervised programs, for as long as the store lives: a SQLite file of its own beside the catalog, which can be built anew while this can't. Several processes
/// may write at once. Thread-safe.
/// </summary>
public sealed class Journal : IDisposable
{
    private const int WaitSeconds = 30;
    private const int KeptEvents = 10_000;
    private const string Columns = "number, time, program, pid, kind, text";

    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        CREATE TABLE IF NOT EXISTS events (
            number INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, program TEXT NOT NULL, pid INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL);
        """;

    private static readonly TimeSpan s_keptTime = TimeSpan.FromDays(90);
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly string _path;

    private Journal(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
    }

    /// <summary>Opens the journal of a store, and makes it when it isn't there.</summary>
    public static Journal Open(ImageStore store)
    {
        SQLitePCL.Batteries_V2.Init();
        var path = Path.Combine(store.Directory, "journal.db");
        var source = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = WaitSeconds };
        var journal = new Journal(path, new SqliteConnection(source.ToString()));
        try
        {
            journal._connection.Open();
            journal.Run(Schema, command => command.ExecuteNonQuery());
            journal.AddProcessColumn();
            return journal;
        }
        catch (SqliteException e)
        {
            journal.Dispose();
            throw journal.Failure(e);
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Notes that something happened.</summary>
    /// <param name="program">The name of the program.</param>
    /// <param name="pid">Its first process.</param>
    /// <param name="process">What tells that from a later process of the same pid.</param>
    /// <param name="kind">What kind of event, a word.</param>
    /// <param name="text">What there is to say of it, a line.</param>
    /// <param name="time">When.</param>
    public void Add(string program, int pid, string process, string kind, string text, DateTimeOffset time) => Run(
        "INSERT INTO events (time, program, pid, process, kind, text) VALUES ($time, $program, $pid, $process, $kind, $text)",
        command => command.ExecuteNonQuery(),
        ("$time", time.ToUnixTimeMilliseconds()), ("$program", program), ("$pid", pid), ("$process", process), ("$kind", kind), ("$text", text));

    /// <summary>The name under which a process was supervised last; null if it was not.</summary>
    public string? NameOf(int pid, string process) => Run(
        "SELECT program FROM events WHERE pid = $pid AND process = $process ORDER BY number DESC LIMIT 1",
        command => command.ExecuteScalar() as string,
        ("$pid", pid), ("$process", process));

    /// <summary>The process that was supervised last under a name, and what tells it from a later one; null if there was none.</summary>
    public (int Pid, string Process)? LastOf(string program) => Run<(int, string)?>(
        "SELECT pid, process FROM events WHERE program = $program ORDER BY number DESC LIMIT 1",
        command =>
        {
            using var row = command.ExecuteReader();
            return row.Read() ? (row.GetInt32(0), row.GetString(1)) : null;
        },
        ("$program", program));

    /// <summary>The last event of a process; null if there is none.</summary>
    public JournalEvent? LastOf(int pid, string process) => Run(
        $"SELECT {Columns} FROM events WHERE pid = $pid AND process = $process ORDER BY number DESC LIMIT 1",
        command =>
        {
            using var row = command.ExecuteReader();
            return row.Read() ? EventOf(row) : null;
        },
        ("$pid", pid), ("$process", process));

    /// <summary>The last event of each process there ever was, and what tells it from a later one of the same pid.</summary>
    public IReadOnlyList<(JournalEvent Event, string Process)> LastOfEach() => Run(
        $"SELECT {Columns}, process FROM events WHERE number IN (SELECT max(number) FROM events GROUP BY pid, process) ORDER BY number",
        command =>
        {
            var events = new List<(JournalEvent, string)>();
            using var row = command.ExecuteReader();
            while (row.Read())
                events.Add((EventOf(row), row.GetString(6)));
            return events;
        });

    /// <summary>Whether an event of that kind ever happened to a process.</summary>
    public bool Has(int pid, string process, string kind) => Run(
        "SELECT 1 FROM events WHERE pid = $pid AND process = $process AND kind = $kind LIMIT 1",
        command => command.ExecuteScalar() is not null,
        ("$pid", pid), ("$process", process), ("$kind", kind));

    /// <summary>The events after a number, the oldest first.</summary>
    /// <param name="program">The name of a program, or a pid in digits.</param>
    /// <param name="after">0 for all.</param>
    public IReadOnlyList<JournalEvent> Read(string program, long after) => Run(
        $"SELECT {Columns} FROM events WHERE number > $after AND (program = $program OR pid = CAST($program AS INTEGER)) ORDER BY number",
        command =>
        {
            var events = new List<JournalEvent>();
            using var row = command.ExecuteReader();
            while (row.Read())
                events.Add(EventOf(row));
            return events;
        },
        ("$after", after), ("$program", program));

    /// <summary>
    /// Forgets old events, at most 10,000 of them at a time, so that others need not wait for long. What stays: the newest 10,000 of the store, those of 90 days that are not of a single checkpoint or prune, those of
    /// checkpoints that exist, and the last one of each program.
    /// </summary>
    /// <param name="existing">The checkpoints that exist.</param>
    /// <param name="now">What time it is.</param>
    /// <returns>How many went.</returns>
    public int Cut(IEnumerable<CheckpointId> existing, DateTimeOffset now) => Cut(existing, now - s_keptTime, KeptEvents);

    internal int Cut(IEnumerable<CheckpointId> existing, DateTimeOffset since, int newest) => Run(
        """
        DELETE FROM events WHERE number IN (
            SELECT number FROM events
            WHERE number <= (SELECT max(number) FROM events) - $newest
                AND (time < $since OR kind IN ('checkpoint', 'pruned'))
                AND NOT (kind = 'checkpoint' AND substr(text, 1, $length) IN (SELECT value FROM json_each($existing)))
                AND number NOT IN (SELECT max(number) FROM events GROUP BY program)
            ORDER BY number LIMIT $most)
        """,
        command => command.ExecuteNonQuery(),
        ("$newest", newest), ("$since", since.ToUnixTimeMilliseconds()), ("$length", CheckpointId.Length), ("$most", KeptEvents),
        ("$existing", $"[{string.Join(',', existing.Select(id => $"\"{id.Value}\""))}]"));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            _connection.Dispose();
    }

    /// <summary>Journals of earlier versions lack it; of what they tell of no process is known again.</summary>
    private void AddProcessColumn()
    {
        try
        {
            if (!HasProcessColumn())
                Run("ALTER TABLE events ADD COLUMN process TEXT NOT NULL DEFAULT ''", command => command.ExecuteNonQuery());
        }
        catch (PerdureException) when (HasProcessColumn())
        {
            // Another perdure was quicker.
        }
    }

    private static JournalEvent EventOf(SqliteDataReader row) =>
        new(row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetString(5));

    private bool HasProcessColumn() => Run("SELECT 1 FROM pragma_table_info('events') WHERE name = 'process'", command => command.ExecuteScalar() is not null);

    private T Run<T>(string sql, Func<SqliteCommand, T> work, params ReadOnlySpan<(string Name, object Value)> values)
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in values)
                command.Parameters.AddWithValue(name, value);
            try
            {
                return work(command);
            }
            catch (SqliteException e)
            {
                throw Failure(e);
            }
        }
    }

    private PerdureException Failure(SqliteException e) => new(
        $"cannot use the journal {_path}: {e.Message}",
        DatabaseHints.For(e) is { Length: > 0 } hint ? hint : "moved out of the way, it is made anew, without the past");
}
