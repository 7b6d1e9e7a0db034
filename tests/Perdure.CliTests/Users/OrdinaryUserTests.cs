using System.Text;
using System.Text.RegularExpressions;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Users;

/// <summary>What perdure does for a user who is not root, on programs of his own; the table of docs/limits.md, line by line.</summary>
public sealed class OrdinaryUserTests : ProgramTest
{
    private const string Python = "/usr/bin/python3";
    private const int Keys = 8_000;
    private const int ValueBytes = 900;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly OrdinaryUser user;

    public OrdinaryUserTests() => user = new OrdinaryUser(Bench);

    [Fact]
    public void Every_verb_that_only_looks_works()
    {
        var (redis, port) = StartRedis();
        var one = user.Perdure("checkpoint", $"{redis}", "--name", "one", "--json").Expect(0).Text("id");
        Ask(port, "SET more work");
        var two = user.Perdure("checkpoint", $"{redis}", "--name", "two", "--json").Expect(0).Text("id");

        Assert.Equal(2, user.Perdure("list", "--json").Expect(0).Json.GetProperty("checkpoints").GetArrayLength());
        Assert.Contains("65534", user.Perdure("show", one, "--json").Expect(0).Output, StringComparison.Ordinal);
        user.Perdure("verify", one).Expect(0);
        user.Perdure("compact").Expect(0);
        user.Perdure("verify", one).Expect(0);
        Assert.Contains("k:777", user.Perdure("grep", one, "k:777").Expect(0).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("no differences", user.Perdure("diff", one, two).Expect(0).Output, StringComparison.Ordinal);
        user.Perdure("export", one, "--core", "core").Expect(0);
        user.Perdure("export", one, "--files", "files").Expect(0);
        user.Perdure("export", one, "--memory", "[stack]", "--output", "stack").Expect(0);
        Assert.InRange(new FileInfo(Path.Combine(user.Home, "core")).Length, Keys * ValueBytes, long.MaxValue);
        user.Perdure("prune", "--keep", "last=1", "--dry-run").Expect(0);
        user.Perdure("delete", one).Expect(0);
        Assert.Equal(two, user.Perdure("list", "--json").Expect(0).Json.GetProperty("checkpoints")[0].GetProperty("id").GetString());
        ExpectRuns(redis);
        ExpectFilled(port, more: 1);
    }

    [Fact]
    public void A_series_reads_only_what_has_changed()
    {
        var (redis, port) = StartRedis();
        user.Perdure("attach", $"{redis}", "--name", "mine", "--every", "200ms", "--keep", "last=5", "--detach").Expect(0);
        Patience.Until(() => Status("mine") >= 12, Limit, "twelve checkpoints");
        Assert.Equal("mine", user.Perdure("ps", "--json").Expect(0).Json.GetProperty("programs")[0].GetProperty("name").GetString());
        user.Perdure("checkpoint", "mine").Expect(0);
        var events = user.Perdure("events", "mine").Expect(0).Output;
        var written = Regex.Matches(events, "paused for .*?, (?<bytes>[0-9]+) bytes written").Select(match => long.Parse(match.Groups["bytes"].Value)).ToList();
        Assert.True(written.Count >= 12, events);
        Assert.InRange(written[0], Keys * ValueBytes, long.MaxValue);
        Assert.All(written.Skip(2), bytes => Assert.InRange(bytes, 1, Keys * ValueBytes / 4));
        Assert.Contains("pruned", events, StringComparison.Ordinal);
        user.Perdure("stop", "mine").Expect(0);
        ExpectRuns(redis);
        ExpectFilled(port);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_program_comes_back_with_new_pids(bool lazy)
    {
        var (redis, port) = StartRedis();
        user.Perdure("checkpoint", $"{redis}", "--name", "gone", "--kill").Expect(0);
        AwaitBurial(redis);
        string[] options = lazy ? ["--lazy"] : [];
        var restored = user.Perdure(["restore", "gone", "--pid", "new", "--json", .. options]).Expect(0).Number("pid");
        ExpectFilled(port);
        Ask(port, "SET more work");

        // What has come back is as good as an original, though it lives in namespaces of its own.
        user.Perdure("checkpoint", $"{restored}", "--name", "again", "--kill").Expect(0);
        AwaitBurial(restored);
        user.Perdure("restore", "again", "--pid", "new").Expect(0);
        ExpectFilled(port, more: 1);
    }

    [Fact]
    public void With_one_capability_it_comes_back_with_its_own_pids()
    {
        var (redis, port) = StartRedis();
        user.Perdure("checkpoint", $"{redis}", "--name", "gone", "--kill").Expect(0);
        AwaitBurial(redis);
        user.Perdure("restore", "gone").ExpectFailure(3, $"process {redis}", "CAP_CHECKPOINT_RESTORE", "--pid new");
        Assert.Null(ProcessTree.State(redis));
        user.Capabilities = ["checkpoint_restore"];
        Assert.Equal(redis, user.Perdure("restore", "gone", "--json").Expect(0).Number("pid"));
        ExpectFilled(port);
        user.Capabilities = [];
        user.Perdure("checkpoint", $"{redis}").Expect(0);
        Assert.Contains("CapPrm:\t0000000000000000", Procfs.Read($"/proc/{redis}/status"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_is_run_and_supervised_from_its_start()
    {
        user.Perdure("run", "--every", "100ms", "--name", "loop", "--detach", "--", "sh", "-c", "while :; do sleep 0.02; done").Expect(0);
        Patience.Until(() => Status("loop") >= 3, Limit, "three checkpoints");
        user.Perdure("stop", "loop").Expect(0);
        user.Perdure("run", "--every", "100ms", "--", "sh", "-c", "exit 7").Expect(7);
    }

    /// <summary>As a service with AmbientCapabilities (docs/14-supervision.md): by then the program is not perdure's descendant.</summary>
    [Fact]
    public void With_two_capabilities_a_program_is_taken_over()
    {
        user.Capabilities = ["sys_ptrace", "checkpoint_restore"];
        string[] command = ["run", "--take-over", "--every", "200ms", "--name", "kept", "--", "sh", "-c", "while :; do sleep 0.05; done"];
        var first = user.StartPerdure(command);
        var pid = 0;
        Patience.Until(() => (pid = Supervised("kept")) > 0, Limit, $"the program\n{first.Errors}");
        Patience.Until(() => Status("kept") >= 2, Limit, "two checkpoints");
        using (var kill = System.Diagnostics.Process.Start("kill", ["-s", "KILL", $"{first.Pid}"]))
            kill.WaitForExit();
        Assert.Equal(137, first.WaitForExit(Limit));
        ExpectRuns(pid);
        var second = user.StartPerdure(command);
        Patience.Until(() => Supervised("kept") > 0, Limit, $"the second supervisor\n{second.Errors}");
        Assert.Equal(pid, Supervised("kept"));
        Patience.Until(() => Status("kept") >= 2, Limit, "two more checkpoints");
        Assert.DoesNotContain("checkpoint-failed", user.Perdure("events", "kept").Expect(0).Output, StringComparison.Ordinal);
        using (var kill = System.Diagnostics.Process.Start("kill", ["-s", "TERM", $"{second.Pid}"]))
            kill.WaitForExit();
        Assert.NotNull(second.WaitForExit(Limit));
        Assert.False(ProcessTree.IsAlive(pid));
    }

    // Each guest prints ready; afterwards it must run on, and nobody trace it.
    [Theory]
    [InlineData(3, "/proc/PID/map_files", "import mmap; memory = mmap.mmap(-1, 8192)")]
    [InlineData(1, "PR_SET_DUMPABLE", "import ctypes; ctypes.CDLL(None).prctl(4, 0)")]
    [InlineData(1, "CAP_SYS_ADMIN", """
        import ctypes, struct
        libc = ctypes.CDLL(None)
        allow = ctypes.create_string_buffer(struct.pack('HBBI', 6, 0, 0, 0x7fff0000))
        program = ctypes.create_string_buffer(struct.pack('HxxxxxxQ', 1, ctypes.addressof(allow)))
        libc.prctl(38, 1, 0, 0, 0)
        assert libc.prctl(22, 2, program) == 0
        """)]
    public void What_the_kernel_shows_to_root_only_is_refused(int code, string word, string script)
    {
        Assert.SkipUnless(File.Exists(Python), $"there is no {Python}");
        File.WriteAllText(Path.Combine(user.Home, "guest.py"), $"{script}\nimport time\nprint('ready', flush=True)\ntime.sleep(1000)\n");
        var guest = user.Start("guest", Python, "guest.py");
        Patience.Until(() => user.LogOf("guest").Contains("ready", StringComparison.Ordinal), Limit, $"the guest\n{user.LogOf("guest")}{guest.Errors}");
        user.Perdure("checkpoint", $"{guest.Pid}", "--kill").ExpectFailure(code, word, "hint: ", "root");
        ExpectRuns(guest.Pid);
        Assert.Equal(0, user.Perdure("list", "--json").Expect(0).Json.GetProperty("checkpoints").GetArrayLength());
    }

    [Fact]
    public void What_is_somebody_elses_is_refused()
    {
        var roots = Bench.Start("sleep", "sleep", "1000");
        foreach (var verb in new[] { "checkpoint", "attach" })
            user.Perdure(verb, $"{roots.Pid}").ExpectFailure(1, $"process {roots.Pid} (sleep) of user 0", "hint: run perdure as root");
        ExpectRuns(roots.Pid);

        var store = Bench.MakeFolder("of-root");
        user.Perdure("list", "--store", store).ExpectFailure(1, store, "--store DIR or PERDURE_STORE");
        user.Perdure("bisect", "any", "--check", "true", "--store", Path.Combine(user.Home, "none")).ExpectFailure(3, "needs root");
    }

    [Fact]
    public void A_file_that_only_root_may_open_is_named_and_nothing_is_left_behind()
    {
        // The keeper opens the output file as root and hands it down, as a shell of root's would.
        var program = Bench.StartIn(user.Home, "handed", Needs.Program("setpriv"), "--reuid", "65534", "--regid", "65534", "--clear-groups", "sleep", "1000");
        user.Perdure("checkpoint", $"{program.Pid}", "--name", "handed", "--kill").Expect(0);
        AwaitBurial(program.Pid);
        ExpectNothingLeft(() => user.Perdure("restore", "handed", "--pid", "new").ExpectFailure(1, program.OutputFile, "user 65534"));
    }

    /// <summary>As of `sudo -u USER program >>file`: the program writes it, and the user may not read it.</summary>
    [Fact]
    public void A_file_that_the_user_may_not_read_is_named_and_the_checkpoint_succeeds()
    {
        var secret = Path.Combine(Bench.Folder, "secret");
        File.WriteAllText(secret, "");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var program = Bench.Start(
            "handed", "sh", "-c", "exec 5>>$1; echo line >&5; exec $2 --reuid=65534 --regid=65534 --clear-groups sleep 1000", "sh", secret, Needs.Program("setpriv"));
        Patience.Until(() => Procfs.Read($"/proc/{program.Pid}/comm") == "sleep\n", Limit, "the program to sleep");
        var taken = user.Perdure("checkpoint", $"{program.Pid}", "--files", "journal", "--json").Expect(0);
        Assert.Contains($"the content of {secret} is not in this checkpoint: it can't be opened for reading (EACCES)", taken.Json.GetProperty("notes").ToString(), StringComparison.Ordinal);
        Assert.True(ProcessTree.IsAlive(program.Pid));
    }

    [Fact]
    public void A_limit_that_perdure_may_not_set_is_named_and_nothing_is_left_behind()
    {
        var program = user.Start("limited", Needs.Program("prlimit"), "--core=4096:8192", "sleep", "1000");
        Patience.Until(() => Procfs.Read($"/proc/{program.Pid}/comm").Trim() == "sleep", Limit, "the program");
        user.Perdure("checkpoint", $"{program.Pid}", "--name", "limited", "--kill").Expect(0);
        AwaitBurial(program.Pid);
        user.Limit = "--core=1024:4096";
        ExpectNothingLeft(() => user.Perdure("restore", "limited", "--pid", "new").ExpectFailure(1, "resource limit 4", "hint: ", "as root"));
        user.Limit = null;
        user.Perdure("restore", "limited", "--pid", "new").Expect(0);
        Assert.NotEmpty(user.Processes());
    }

    [Fact]
    public void A_program_of_another_user_is_not_brought_back()
    {
        var roots = Bench.Start("sleep", "sleep", "1000");
        Bench.Store = Path.Combine(user.Home, "roots");
        Bench.Checkpoint(roots.Pid, "--name", "roots", "--kill").Expect(0);
        AwaitBurial(roots.Pid);
        Assert.Equal(0, Bench.Start("chown", "chown", "-R", "65534:65534", Bench.Store).WaitForExit(Limit));
        foreach (var pids in new[] { "same", "new" })
            user.Perdure("restore", "roots", "--pid", pids, "--store", Bench.Store).ExpectFailure(3, "as user 0, and perdure runs as 65534");
        Assert.Null(ProcessTree.State(roots.Pid));
    }

    private (int Pid, int Port) StartRedis()
    {
        var port = FreePort.Take();
        var keeper = user.Start("redis", Needs.Program("redis-server"), "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--dir", user.Home);
        AwaitPort(port, keeper, "redis");
        using var client = new LineClient(port);
        var value = new string('v', ValueBytes);
        for (var first = 0; first < Keys; first += 500)
        {
            var batch = new StringBuilder();
            for (var key = first; key < first + 500; key++)
                batch.Append($"SET k:{key} {key}{value}\r\n");
            client.Send(batch.ToString());
            for (var key = first; key < first + 500; key++)
                Assert.Equal("+OK", client.ReadLine());
        }

        return (keeper.Pid, port);
    }

    private static string Ask(int port, string line)
    {
        using var client = new LineClient(port);
        return client.Ask(line);
    }

    private static void ExpectFilled(int port, int more = 0)
    {
        Assert.Equal($":{Keys + more}", Ask(port, "DBSIZE"));
        using var client = new LineClient(port);
        for (var key = 0; key < Keys; key += 37)
        {
            client.Ask($"GET k:{key}");
            Assert.Equal($"{key}{new string('v', ValueBytes)}", client.ReadLine());
        }
    }

    private static void ExpectRuns(int pid)
    {
        Assert.Contains(ProcessTree.State(pid), new char?[] { 'R', 'S' });
        Assert.Contains("TracerPid:\t0", Procfs.Read($"/proc/{pid}/status"), StringComparison.Ordinal);
    }

    /// <summary>What fails leaves neither processes nor files.</summary>
    private void ExpectNothingLeft(Action failing)
    {
        Assert.Empty(user.Processes());
        var files = Procfs.Names(user.Home).Order(StringComparer.Ordinal).ToList();
        failing();
        Patience.TryUntil(() => user.Processes().Count == 0, TimeSpan.FromSeconds(5));
        Assert.Empty(user.Processes());
        Assert.Equal(files, Procfs.Names(user.Home).Order(StringComparer.Ordinal));
    }

    /// <summary>The pid of a supervised program; 0 if there is none of that name.</summary>
    private int Supervised(string name) =>
        user.Perdure("ps", "--json").Expect(0).Json.GetProperty("programs").EnumerateArray().Where(one => one.GetProperty("name").GetString() == name).Select(one => one.GetProperty("pid").GetInt32()).SingleOrDefault();

    private static void AwaitBurial(int pid) => Patience.Until(() => ProcessTree.State(pid) is null, Limit, $"the burial of process {pid}");

    private int Status(string name) => user.Perdure("status", name, "--json").Expect(0).Json.GetProperty("checkpoints").GetInt32();
}
