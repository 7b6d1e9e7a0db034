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
