using Microsoft.Data.Sqlite;
using Perdure.Kernel;

namespace Perdure.Store;

/// <summary>
/// The SQLite file that says which checkpoints there are, which packs they use, where each known chunk lies, and what is still to be
/// removed. One
/// connection, one thread at a time (the lock is here). Images carry all of this too, save the garbage: a lost catalog is built again
/// from them.
/// </summary>
internal sealed partial class Catalog : IDisposable
{
    private const int SQLITE_CORRUPT = 11;
    private const int SQLITE_NOTADB = 26;
    private const int WaitSeconds = 30;
    private readonly object _gate = new();
    private readonly SqliteConnection _connection;
    private readonly StoreLayout _layout;
    private SqliteCommand? _findChunk;

    private Catalog(StoreLayout layout, SqliteConnection connection)
    {
        _layout = layout;
        _connection = connection;
    }

    /// <summary>Whether it was built to the end. A file that is empty, or whose building was interrupted, is not.</summary>
    public bool IsComplete
    {
        get => Run(() => Query("PRAGMA user_version", row => row.GetInt32(0))[0]) is var version && version <= CatalogSchema.Version
            ? version == CatalogSchema.Version
            : throw new PerdureException(
                $"the catalog {_layout.CatalogFile} was written by a newer perdure, in version {version}; "
                + $"this one reads up to {CatalogSchema.Version}",
                "use the perdure that wrote it, or a newer one",
                ExitCode.Unsupported);
        set => Run(() => Execute($"PRAGMA user_version = {(value ? CatalogSchema.Version : 0)}"));
    }

    /// <summary>Opens the catalog, and makes it when it isn't there. False when the file is none, or is broken.</summary>
    public static bool TryOpen(StoreLayout layout, out Catalog? catalog)
    {
        SQLitePCL.Batteries_V2.Init();
        var source = new SqliteConnectionStringBuilder { DataSource = layout.CatalogFile, Pooling = false, DefaultTimeout = WaitSeconds };
        catalog = new Catalog(layout, new SqliteConnection(source.ToString()));
        try
        {
            catalog._connection.Open();
            catalog.Execute(CatalogSchema.Text);
            return true;
        }
        catch (SqliteException e)
        {
            catalog.Dispose();
            catalog = null;
            return e.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB ? false : throw Failure(layout, e);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _findChunk?.Dispose();
            _connection.Dispose();
        }
    }

    /// <summary>Runs one thing after the other on the connection, with SQLite's errors as our own.</summary>
    private T Run<T>(Func<T> work)
    {
        lock (_gate)
        {
            try
            {
                return work();
            }
            catch (SqliteException e)
            {
                throw Failure(_layout, e);
            }
            catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidCastException or OverflowException or FormatException)
            {
                throw Damaged(_layout);
            }
        }
    }

    /// <summary>The same in one transaction that holds the writer's lock from the start.</summary>
    private T Write<T>(Func<T> work) => Run(() =>
    {
        Execute("BEGIN IMMEDIATE");
        var isDone = false;
        try
        {
            var result = work();
            Execute("COMMIT");
            isDone = true;
            return result;
        }
        finally
        {
            if (!isDone)
                RollBack();
        }
    });

    /// <summary>SqliteTransaction would throw where SQLite has rolled back already, as it does when the disk is full, and once more when the connection is closed.</summary>
    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // There is no transaction any more.
        }
    }

    private int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    private static PerdureException Failure(StoreLayout layout, SqliteException e)
    {
        if (e.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB)
            return Damaged(layout);
        return new PerdureException($"cannot use the catalog {layout.CatalogFile}: {e.Message}", DatabaseHints.For(e));
    }

    /// <summary>The next Open sees the mark, sets the file aside, and builds a new one.</summary>
    private static PerdureException Damaged(StoreLayout layout)
    {
        DamagedCatalog.Mark(layout);
        return new PerdureException($"the catalog {layout.CatalogFile} is damaged", "run the command again: the catalog is then built anew from the images");
    }
}
