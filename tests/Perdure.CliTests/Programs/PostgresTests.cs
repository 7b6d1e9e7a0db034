using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>PostgreSQL: a cluster of processes with shared memory, semaphores, latches and a write-ahead log, under a user of its own.</summary>
public sealed class PostgresTests : ProgramTest
{
    private readonly int port = FreePort.Take();
    private string log = "";

    [Fact]
    public void A_cluster_comes_back_three_times_without_recovery()
    {
        var server = Start();
        Query("create table rounds (round int, text varchar)");
        Query("insert into rounds select -1, 'row ' || i from generate_series(1, 5000) i");
        ThreeTimes(server.Pid, round =>
        {
            Assert.Equal($"{5000 + round}", Query("select count(*) from rounds"));
            Query($"begin; insert into rounds values ({round}, 'committed'); commit");
            Assert.Equal($"{round}", Query("select max(round) from rounds"));
            Query("checkpoint");
        });
        foreach (var word in new[] { "recovery", "not properly shut down", "PANIC", "terminated by signal" })
            Assert.DoesNotContain(word, File.ReadAllText(log), StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_checkpoints_under_load_fail_no_request()
    {
        var server = Start();
        Query("create table load (n int)");
        TenTimesUnderLoad(server.Pid, 2, number => () => Query($"insert into load values ({number}) returning n") == $"{number}");
    }

    /// <summary>The table lives as long as the session does, and so as the connection; the answer comes after the restore.</summary>
    [Fact]
    public void A_session_of_psql_lives_on()
    {
        Needs.Root();
        var server = Start();
        var psql = StartQuery("create temp table mine as select generate_series(1, 1000) i", "select pg_sleep(4)", "select sum(i) from mine");
        Patience.Until(() => Query("select count(*) from pg_stat_activity where query like '%pg_sleep(4)' and pid <> pg_backend_pid()") == "1", TimeSpan.FromSeconds(20), "psql to be asleep");
        var taken = Bench.Checkpoint(server.Pid, "--kill").Expect(0);
        Assert.True(taken.Number("keptConnections") >= 1, $"{taken}");
        Thread.Sleep(3000);
        Bench.Restore(taken.Text("id")).Expect(0);
        Assert.True(psql.WaitForExit(TimeSpan.FromSeconds(30)) == 0, $"psql: {psql.Output}{psql.Errors}{Bench.Transcript}");
        Assert.Equal("500500", psql.Output.Trim());
    }

    /// <summary>The files are those of the checkpoint's moment, as its shared memory is: the rows since then are gone, and nothing is damaged. A session holds open what it has used.</summary>
    [Fact]
    public void An_older_moment_comes_back_with_its_files()
    {
        var server = Start();
        Query("create extension amcheck");
        Query("create table rows (n int primary key, text varchar)");
        var session = StartQuery("insert into rows select i, 'row ' || i from generate_series(1, 20000) i", "select count(*) from rows where n > 5", "select pg_sleep(300)");
        Patience.Until(() => Query("select count(*) from pg_stat_activity where query like '%pg_sleep(300)' and pid <> pg_backend_pid()") == "1", TimeSpan.FromSeconds(20), "the session to be asleep");
        var taken = Bench.Checkpoint(server.Pid, "--files", "journal").Expect(0);
        Assert.Equal(0, Bench.Perdure("show", taken.Text("id"), "--json").Expect(0).Json.GetProperty("files").GetProperty("journal").GetProperty("missing").GetInt64());

        Query("insert into rows select i, 'later ' || i from generate_series(20001, 60000) i");
        Query("update rows set text = 'changed' where n % 3 = 0");
        Query("checkpoint");
        var all = ProcessTree.Of(server.Pid);
        Signal(server.Pid);
        Patience.Until(() => all.All(pid => ProcessTree.State(pid) is null), TimeSpan.FromSeconds(30), "the end of all processes of PostgreSQL");
        Bench.Restore(taken.Text("id"), "--files", "as-saved").Expect(0);

        Assert.Equal("20000|20000|0", Query("select count(*), max(n), count(*) filter (where text = 'changed') from rows"));
        Assert.Equal("", Query("select bt_index_check('rows_pkey', true)"));
        Assert.Equal("0", Query("select count(*) from verify_heapam('rows')"));
        Query("insert into rows select i, 'again ' || i from generate_series(20001, 30000) i");
        Query("checkpoint");
        Assert.Equal("30000", Query("select count(*) from rows"));
        Assert.Equal("0", Query("select count(*) from verify_heapam('rows')"));
        var dump = Bench.StartIn("/", "pg_dump", $"{Binaries()}/pg_dump", "-h", "127.0.0.1", "-p", $"{port}", "-U", "nobody", "-d", "postgres");
        Assert.True(dump.WaitForExit(TimeSpan.FromSeconds(60)) == 0, dump.Errors);
        Assert.Contains("again 30000", dump.Output, StringComparison.Ordinal);
        session.Dispose();
    }

    private static void Signal(int pid)
    {
        using var process = System.Diagnostics.Process.GetProcessById(pid);
        process.Kill();
    }

    private Keeper Start()
    {
        Needs.Root();
        var binaries = Binaries();
        var data = Path.Combine(Bench.Folder, "postgres");
        File.SetUnixFileMode(Bench.Folder, (UnixFileMode)0b111_111_111);
        log = WriteFile("postgres.log", "");
        File.SetUnixFileMode(log, (UnixFileMode)0b110_110_110);
        var made = Bench.StartIn("/", "initdb", AsNobody([$"{binaries}/initdb", "-D", data, "--auth=trust", "--no-sync", "-U", "nobody"]));
        Assert.True(made.WaitForExit(TimeSpan.FromSeconds(60)) == 0, $"initdb: {made.Output}{made.Errors}");
        var server = Bench.StartIn("/", "postgres", AsNobody(
            ["sh", "-c", $"exec {binaries}/postgres -D {data} -k {data} -p {port} -c listen_addresses=127.0.0.1 -c log_min_messages=info >>{log} 2>&1"]));
        AwaitPort(port, server, "PostgreSQL");
        Patience.Until(() => File.ReadAllText(log).Contains("ready to accept", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "PostgreSQL to be ready");
        return server;
    }

    private Keeper StartQuery(params string[] statements) => Bench.StartIn(
        "/", "psql", [$"{Binaries()}/psql", "-h", "127.0.0.1", "-p", $"{port}", "-U", "nobody", "-d", "postgres", "-qtAX", .. statements.SelectMany(one => new[] { "-c", one })]);

    private string Query(string sql)
    {
        var psql = StartQuery(sql);
        var code = psql.WaitForExit(TimeSpan.FromSeconds(30));
        return code == 0 ? psql.Output.Trim() : throw new InvalidOperationException($"psql: {psql.Errors}");
    }

    private static IEnumerable<string> AsNobody(IEnumerable<string> command) =>
        [Needs.Program("setpriv"), "--reuid=nobody", "--regid=nogroup", "--clear-groups", .. command];

    // Debian keeps the servers' binaries out of PATH, one folder for each major version.
    private static string Binaries()
    {
        const string Versions = "/usr/lib/postgresql";
        var newest = Directory.Exists(Versions) ? Directory.GetDirectories(Versions).Order(StringComparer.Ordinal).LastOrDefault() : null;
        return Path.GetDirectoryName(Needs.Program("postgres", $"{newest}/bin"))!;
    }
}
