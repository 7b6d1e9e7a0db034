using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Journals;

/// <summary>SQLite in the middle of a transaction that has spilled into the database: file, journal (or log and its mapped index) and memory come back as they were.</summary>
public sealed class SqliteTests : JournalTest
{
    private const string Script = """
        import os, sqlite3, sys, time
        mode, folder = sys.argv[1:]
        base = sqlite3.connect(os.path.join(folder, "base.db"), isolation_level=None)
        base.execute("PRAGMA journal_mode=" + mode)
        base.execute("PRAGMA cache_size=5")
        base.execute("CREATE TABLE sales (id INTEGER PRIMARY KEY, what TEXT, pence INTEGER)")
        base.execute("BEGIN")
        for number in range(2000):
            base.execute("INSERT INTO sales VALUES (?, ?, ?)", (number, "anvil " * 20, number))
        base.execute("COMMIT")
        base.execute("BEGIN")
        base.execute("UPDATE sales SET pence = pence + 1, what = 'rocket ' || what")
        print("ready", flush=True)
        while not os.path.exists(os.path.join(folder, "go")):
            time.sleep(0.01)
        base.execute("COMMIT")
        rows = base.execute("SELECT count(*), sum(pence) FROM sales WHERE what LIKE 'rocket %'").fetchone()
        print("end", base.execute("PRAGMA integrity_check").fetchone()[0], rows[0], rows[1], flush=True)
        base.execute("DELETE FROM sales WHERE id > 1000")
        while True:
            time.sleep(1)
        """;

    private const string End = "end ok 2000 2001000\n";

    [Theory]
    [InlineData("DELETE", "base.db-journal", "base.db")]
    [InlineData("WAL", "base.db-shm", "base.db-shm")]
    public void An_open_transaction_goes_on_where_it_was(string mode, string second, string changed)
    {
        var folder = Bench.MakeFolder("sqlite");
        var program = Bench.Start("sqlite", Needs.Program("python3"), WriteFile("sales.py", Script), mode, folder);
        AwaitText(program, "ready\n");
        Assert.True(File.Exists(Path.Combine(folder, second)), $"no {second}: {program.Errors}");
        var id = Bench.Checkpoint(program.Pid, "--files", "journal").Expect(0).Text("id");
        Assert.Equal(0, Cost(id, "missing"));

        var go = Path.Combine(folder, "go");
        File.WriteAllText(go, "");
        AwaitText(program, End);
        KillProgram(program.Pid);
        File.Delete(go);

        Bench.Restore(id).ExpectFailure(1, changed + ":");
        Bench.Restore(id, "--files", "as-saved").Expect(0);
        Assert.EndsWith("ready\n", program.Output, StringComparison.Ordinal);
        File.WriteAllText(go, "");
        Patience.Until(() => program.Output.Contains("end", StringComparison.Ordinal), Limit, $"the transaction to end\n{program.Output}{program.Errors}");
        Patience.Until(() => program.Output.EndsWith('\n'), Limit, "the whole line");
        Assert.EndsWith(End, program.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(folder, changed + ".perdure-kept-*"));
        Assert.Empty(Leftovers(folder));
    }
}
