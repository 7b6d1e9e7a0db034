using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Supervision;

/// <summary>perdure as the main process of a service. The test plays systemd: the socket that is notified, and systemd-socket-activate for the sockets.</summary>
public sealed class ServiceTests : SupervisionTest
{
    private const string ShowEnvironment = "import os, time; print(sorted(one for one in os.environ if one.startswith(('NOTIFY_', 'WATCHDOG_'))), flush=True); time.sleep(60)";

    private const string Server = """
        import os, socket
        assert os.environ["LISTEN_PID"] == str(os.getpid()) and os.environ["LISTEN_FDS"] == "1" and os.environ["LISTEN_FDNAMES"] == "web"
        listener = socket.socket(fileno=3)
        print("listens", os.getpid(), os.getpgid(0), flush=True)
        count = 0
        while True:
            client, _ = listener.accept()
            count += 1
            if client.recv(100) == b"end\n":
                raise SystemExit(6)
            client.sendall(b"%d\n" % count)
            client.close()
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Systemd_is_told_that_it_is_ready_how_it_goes_and_that_it_ends(bool isAbstract)
    {
        using var systemd = Manager(isAbstract);
        var run = Bench.StartPerdure("run", "--every", "200ms", "--name", "shown", "--", "python3", "-c", ShowEnvironment);
        systemd.Await("READY=1");
        systemd.Await("STATUS=last checkpoint at 20");
        Assert.Equal(1, systemd.Count("READY=1"));
        Assert.Contains("STATUS=supervised: a checkpoint every 0.2 s", systemd.Lines);
        AwaitText(run, "]");
        Assert.Equal("[]", run.Output.Trim());
        Signal(run.Pid, "TERM");
        Assert.Equal(143, run.WaitForExit(Limit));
        systemd.Await("STOPPING=1");
        Assert.DoesNotContain(systemd.Lines, line => line.StartsWith("MAINPID", StringComparison.Ordinal));
        Assert.Equal(0, systemd.Count("WATCHDOG=1"));
    }

    [Fact]
    public void A_program_that_cannot_be_supervised_is_not_called_ready()
    {
        using var systemd = Manager();
        Bench.Environment["PERDURE_RUN"] = "/dev/null/nowhere";
        Bench.Perdure("run", "--", "sleep", "0.5").Expect(0);
        systemd.Await("STATUS=the program runs without a supervisor: cannot make the folder of supervisors");
        Assert.Equal(0, systemd.Count("READY=1"));
    }

    [Fact]
    public void The_watchdog_hears_of_it_only_while_both_live()
    {
        using var systemd = Manager();
        Bench.Environment["WATCHDOG_USEC"] = "400000";
        var run = Bench.StartPerdure("run", "--name", "watched", "--", "python3", "-c", ShowEnvironment);
        Patience.Until(() => systemd.Count("WATCHDOG=1") >= 5, Limit, "five beats");
        AwaitText(run, "]");
        Assert.Equal("[]", run.Output.Trim());
        var pid = Supervised()[0].GetProperty("pid").GetInt32();

        Signal(pid, "STOP");
        Thread.Sleep(600);
        var beats = systemd.Count("WATCHDOG=1");
        Thread.Sleep(1200);
        Assert.Equal(beats, systemd.Count("WATCHDOG=1"));
        Signal(pid, "CONT");
        Patience.Until(() => systemd.Count("WATCHDOG=1") >= beats + 3, Limit, "more beats");

        // Supervision that was ended on purpose is no reason to be killed.
        Bench.Perdure("stop", "watched").Expect(0);
        systemd.Await("WATCHDOG_USEC=0");
        Assert.True(ProcessTree.IsAlive(run.Pid));
        Kill(pid);
        Assert.Equal(137, run.WaitForExit(Limit));
    }

    [Fact]
    public void A_watchdog_of_another_process_is_none()
    {
        using var systemd = Manager();
        Bench.Environment["WATCHDOG_USEC"] = "100000";
        Bench.Environment["WATCHDOG_PID"] = "1";
        Bench.Perdure("run", "--", "sleep", "0.7").Expect(0);
        Assert.Equal(1, systemd.Count("READY=1"));
        Assert.Equal(0, systemd.Count("WATCHDOG=1"));
    }

    [Fact]
    public void A_program_that_notifies_is_ready_when_it_says_so_and_stays_the_second()
    {
        using var systemd = Manager();
        var file = WriteFile("notify.py", """
            import os, socket, time
            def say(text):
                with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one: one.sendto(text, os.environ["NOTIFY_SOCKET"])
            time.sleep(1)
            say(b"STATUS=half way\nMAINPID=%d\nWATCHDOG=1" % os.getpid())
            time.sleep(0.5)
            say(b"READY=1\nFDSTORE=1")
            time.sleep(60)
            """);
        var run = Bench.StartPerdure("run", "--notify", "program", "--name", "teller", "--every", "300ms", "--", "python3", file);
        systemd.Await("STATUS=half way (");
        Assert.Equal(0, systemd.Count("READY=1"));
        systemd.Await("READY=1");
        systemd.Await("STATUS=half way (last checkpoint at ");
        Assert.DoesNotContain(systemd.Lines, line => line.StartsWith("MAINPID", StringComparison.Ordinal) || line.StartsWith("FDSTORE", StringComparison.Ordinal) || line.StartsWith("WATCHDOG", StringComparison.Ordinal));
        Signal(run.Pid, "TERM");
        Assert.Equal(143, run.WaitForExit(Limit));
        Assert.Empty(Directory.GetFiles(Bench.Environment["PERDURE_RUN"]!));
    }

    [Fact]
    public void A_program_that_reloads_is_ready_again_each_time_it_says_so()
    {
        using var systemd = Manager();
        var file = WriteFile("reload.py", """
            import os, signal, socket, time
            def say(text):
                with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one: one.sendto(text, os.environ["NOTIFY_SOCKET"])
            def reload(number, frame):
                say(b"RELOADING=1\nMONOTONIC_USEC=%d" % (time.monotonic_ns() // 1000))
                say(b"READY=1\nSTATUS=reloaded")
            signal.signal(signal.SIGHUP, reload)
            say(b"READY=1")
            while True: time.sleep(1)
            """);
        var run = Bench.StartPerdure("run", "--notify", "program", "--name", "reloader", "--", "python3", file);
        systemd.Await("READY=1");
        for (var round = 1; round <= 2; round++)
        {
            Signal(run.Pid, "HUP");
            Patience.Until(() => systemd.Count("RELOADING=1") == round && systemd.Count("READY=1") == 1 + round, Limit, $"reload {round} among\n{string.Join('\n', systemd.Lines)}");
        }

        Assert.Equal(["READY=1", "RELOADING=1", "READY=1", "RELOADING=1", "READY=1"], systemd.Lines.Where(line => line is "READY=1" or "RELOADING=1"));
        Signal(run.Pid, "TERM");
        Assert.Equal(143, run.WaitForExit(Limit));
    }

    [Fact]
    public void Redis_says_for_itself_that_it_is_ready_and_its_supervisor_may_be_killed_and_started_again()
    {
        using var systemd = Manager();
        var port = FreePort.Take();
        string[] command =
        [
            "run", "--notify", "program", "--take-over", "--every", "300ms", "--name", "shop", "--",
            Needs.Program("redis-server"), "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--dir", Bench.MakeFolder("redis"), "--supervised", "systemd",
        ];
        var first = Bench.StartPerdure(command);
        systemd.Await("READY=1");
        systemd.Await("STATUS=Ready to accept connections");
        var pid = Supervised()[0].GetProperty("pid").GetInt32();
        using (var client = new LineClient(port))
            Assert.Equal("+OK", client.Ask("SET kept yes"));
        AwaitCheckpoints(pid, 1);
        var before = Checkpoints().Count;

        // As systemd does it with KillMode=process and Restart=on-failure.
        Kill(first.Pid);
        Assert.Equal(137, first.WaitForExit(Limit));
        var second = Bench.StartPerdure(command);
        Patience.Until(() => systemd.Count("READY=1") == 2, Limit, "the second time that it is ready");
        Assert.Equal(pid, Assert.Single(Supervised()).GetProperty("pid").GetInt32());
        AwaitCheckpoints(pid, 2);
        Assert.True(Checkpoints().Count >= before + 2);
        using (var client = new LineClient(port))
            Assert.Equal("$3", client.Ask("GET kept"));
        // A third one does not get it.
        Bench.Perdure(command).ExpectFailure(1, $"process {pid} has a supervisor already");
        Signal(second.Pid, "TERM");
        Assert.Equal(0, second.WaitForExit(Limit));
        systemd.Await("STOPPING=1");
        Assert.False(ProcessTree.IsAlive(pid));
        Assert.Equal("ended", Bench.Perdure("events", "shop", "--json").Expect(0).Json.GetProperty("events").EnumerateArray().Last().GetProperty("kind").GetString());

        // Nothing of that name runs any more: one is started.
        var third = Bench.StartPerdure(command);
        Patience.Until(() => systemd.Count("READY=1") == 3, Limit, "the third time that it is ready");
        Assert.NotEqual(pid, Supervised()[0].GetProperty("pid").GetInt32());
        Signal(third.Pid, "TERM");
        Assert.Equal(0, third.WaitForExit(Limit));
    }

    [Fact]
    public void A_program_that_was_not_ready_when_its_supervisor_was_killed_is_not_called_ready()
    {
        using var systemd = Manager();
        var go = Path.Combine(Bench.Folder, "go");
        var file = WriteFile("slow.py", """
            import os, socket, sys, time
            while not os.path.exists(sys.argv[1]): time.sleep(0.05)
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one: one.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
            time.sleep(60)
            """);
        string[] command = ["run", "--notify", "program", "--take-over", "--name", "slow", "--", "python3", file, go];
        var first = Bench.StartPerdure(command);
        systemd.Await("STATUS=supervised");
        Patience.Until(() => Bench.Perdure("events", "slow").ExitCode == 0, Limit, "the first line of the journal");
        Kill(first.Pid);
        Assert.Equal(137, first.WaitForExit(Limit));
        var second = Bench.StartPerdure(command);
        Patience.Until(() => systemd.Lines.Count(line => line.StartsWith("STATUS=supervised", StringComparison.Ordinal)) == 2, Limit, "the second supervisor");
        Assert.Equal(0, systemd.Count("READY=1"));
        WriteFile("go", "");
        systemd.Await("READY=1");
        Assert.Equal(["supervised", "supervisor-lost", "supervised", "ready"], Kinds("slow"));

        // From here on it is known.
        Kill(second.Pid);
        second.WaitForExit(Limit);
        var third = Bench.StartPerdure(command);
        Patience.Until(() => systemd.Count("READY=1") == 2, Limit, "the second time that it is ready");
        Signal(third.Pid, "TERM");
        third.WaitForExit(Limit);
    }

    [Fact]
    public void Sockets_of_systemd_are_the_programs_own_and_survive_a_killed_supervisor()
    {
        var port = FreePort.Take();
        var file = WriteFile("server.py", Server);
        string[] supervise = [PerdureBinary.Path, "run", "--take-over", "--every", "300ms", "--name", "web", "--", "python3", file];
        Bench.Environment["PERDURE_STORE"] = Bench.Store;
        string[] activate = [Needs.Program("systemd-socket-activate"), "-l", $"127.0.0.1:{port}", "--fdname=web", "-E", $"PERDURE_STORE={Bench.Store}", "-E", $"PERDURE_RUN={Bench.Environment["PERDURE_RUN"]}"];
        var first = Bench.Start("first", [.. activate, .. supervise]);
        Assert.Equal("1", Ask(port));
        AwaitText(first, "listens");
        var program = Assert.Single(Supervised());
        var pid = program.GetProperty("pid").GetInt32();
        Assert.Contains($"listens {pid} {pid}\n", first.Output, StringComparison.Ordinal);
        // perdure keeps none of them open: what the program closes is closed.
        Assert.DoesNotContain(Directory.GetFiles($"/proc/{first.Pid}/fd"), fd => Procfs.Link(fd) == Procfs.Link($"/proc/{pid}/fd/3"));
        AwaitCheckpoints(pid, 2);
        Assert.Equal("2", Ask(port));

        Kill(first.Pid);
        first.WaitForExit(Limit);
        // systemd has the socket open all the time; here another one stands for it, which hands over its own.
        var otherPort = FreePort.Take();
        var second = Bench.Start("second", [.. activate.Select(word => word == $"127.0.0.1:{port}" ? $"127.0.0.1:{otherPort}" : word), .. supervise]);
        Tell(otherPort, "");
        Patience.Until(() => Supervised().Count == 1, Limit, "the second supervisor");
        AwaitCheckpoints(pid, 2);
        Assert.Equal("3", Ask(port));
        Assert.Throws<SocketException>(() => new TcpClient().Connect(IPAddress.Loopback, otherPort));
        Tell(port, "end\n");
        Assert.Equal(6, second.WaitForExit(Limit));
    }

    [Fact]
    public void The_environment_of_a_program_with_sockets_and_its_failures_are_as_without()
    {
        Needs.Program("systemd-socket-activate");
        foreach (var (program, code) in new[] { ("/nonesuch", 127), ("nonesuch", 127), ("/etc/passwd", 126), ("true", 0) })
        {
            var port = FreePort.Take();
            var run = Bench.Start("run", ["systemd-socket-activate", "-l", $"127.0.0.1:{port}", "-E", $"PERDURE_STORE={Bench.Store}", "-E", $"PERDURE_RUN={Bench.Environment["PERDURE_RUN"]}", PerdureBinary.Path, "run", "--", program]);
            Tell(port, "");
            Assert.Equal(code, run.WaitForExit(Limit));
        }
    }

    [Fact]
    public void The_unit_of_the_example_is_one()
    {
        var folder = Bench.MakeFolder("units");
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "packaging", "systemd"), "perdure-example.*"))
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), File.ReadAllText(file).Replace("/usr/bin/perdure", PerdureBinary.Path, StringComparison.Ordinal));
        var start = new ProcessStartInfo(Needs.Program("systemd-analyze"), ["verify", "--man=no", Path.Combine(folder, "perdure-example.service"), Path.Combine(folder, "perdure-example.socket")]) { RedirectStandardError = true };
        using var analyze = Process.Start(start)!;
        var said = analyze.StandardError.ReadToEnd();
        analyze.WaitForExit();
        Assert.DoesNotContain("perdure-example", said, StringComparison.Ordinal);
        Assert.Equal(0, analyze.ExitCode);
    }

    /// <summary>systemd takes a main process that dies of these signals for a clean end, and perdure ends as a shell would say so.</summary>
    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("PIPE")]
    [InlineData("TERM")]
    public void The_unit_of_the_example_takes_a_program_that_dies_of_a_signal_to_end_for_no_failure(string signal)
    {
        var unit = File.ReadAllLines(Path.Combine(Repository.Root, "packaging", "systemd", "perdure-example.service"));
        var codes = unit.Single(line => line.StartsWith("SuccessExitStatus=", StringComparison.Ordinal)).Split('=')[1].Split(' ');
        Assert.Contains($"{Bench.Perdure("run", "--", "sh", "-c", $"kill -s {signal} $$").ExitCode}", codes);
    }

    private NotifySocket Manager(bool isAbstract = false)
    {
        var socket = new NotifySocket(isAbstract ? $"@perdure-test-{Environment.ProcessId}-{Path.GetFileName(Bench.Folder)}" : Path.Combine(Bench.Folder, "notify"));
        Bench.Environment["NOTIFY_SOCKET"] = socket.Name;
        return socket;
    }

    private static void Tell(int port, string text)
    {
        using var client = Connect(port);
        client.GetStream().Write(System.Text.Encoding.ASCII.GetBytes(text));
    }

    private static string Ask(int port)
    {
        using var client = Connect(port);
        client.GetStream().Write("hello\n"u8);
        using var reader = new StreamReader(client.GetStream());
        return reader.ReadLine() ?? "";
    }

    private static TcpClient Connect(int port)
    {
        var client = new TcpClient { ReceiveTimeout = 20_000 };
        Patience.Until(
            () =>
            {
                try
                {
                    client.Connect(IPAddress.Loopback, port);
                    return true;
                }
                catch (SocketException)
                {
                    client.Dispose();
                    client = new TcpClient { ReceiveTimeout = 20_000 };
                    return false;
                }
            },
            Limit,
            $"port {port}");
        return client;
    }
}
