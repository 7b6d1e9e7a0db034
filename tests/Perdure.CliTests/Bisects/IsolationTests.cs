using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Bisects;

/// <summary>What a trial sees and what it can't touch.</summary>
public sealed class IsolationTests : BisectTest
{
    private const string Name = "program";

    /// <summary>Answers by TCP, by a UNIX socket and by an abstract one, appends to a log all the time, holds a lock, and remembers the turn that it was told last.</summary>
    private const string Server = """
        import fcntl, os, socket, sys, threading, time
        folder, port = sys.argv[1], int(sys.argv[2])
        log = open(f"{folder}/log", "a", buffering=1)
        lock = open(f"{folder}/lock", "w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = {"turn": "0"}
        def serve(listener):
            while True:
                peer, _ = listener.accept()
                with peer:
                    told = peer.makefile().readline().strip()
                    state["turn"] = told or state["turn"]
                    peer.sendall(f"{state['turn']} {os.getpid()}\n".encode())
        def listening(family, address):
            listener = socket.socket(family)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
            threading.Thread(target=serve, args=(listener,), daemon=True).start()
        listening(socket.AF_INET, ("127.0.0.1", port))
        listening(socket.AF_UNIX, f"{folder}/socket")
        listening(socket.AF_UNIX, f"\0{folder}/abstract")
        print("ready", flush=True)
        while True:
            log.write(f"{os.getpid()} turn {state['turn']}\n")
            time.sleep(0.05)
        """;

    private readonly int port = FreePort.Take();

    private string Files => Path.Combine(Bench.Folder, "files");

    [Fact]
    public void Nothing_that_a_trial_writes_reaches_the_machine()
    {
        var server = Start();
        var ids = Past(server, 4);
        // From here on the live program does not write, so that each byte of its log can be compared.
        Signal(server.Pid, "STOP");
        var log = File.ReadAllBytes(Path.Combine(Files, "log"));
        var outside = Path.Combine(Path.GetTempPath(), $"perdure-outside-{Environment.ProcessId}");
        var check = $"""
            set -e
            before=$(wc -c < {Files}/log)
            sleep 0.3
            test $(wc -c < {Files}/log) -gt $before
            echo spoiled > {Files}/log
            echo spoiled > {Files}/new
            rm {Files}/lock
            mkdir {outside}
            echo spoiled > /dev/shm/perdure-outside
            hostname perdure-trial 2>/dev/null || true
            rm -rf {Bench.Store}
            kill -9 $PERDURE_PID
            test $PERDURE_CHECKPOINT != {ids[^1]}
            """;
        var name = Environment.MachineName;
        var result = Bisect(Name, check).Expect(0);
        Assert.Equal(ids[^1], IdOf(result, "firstBad"));
        Assert.Equal(ids[^2], IdOf(result, "lastGood"));
        Assert.Equal(log, File.ReadAllBytes(Path.Combine(Files, "log")));
        Assert.False(File.Exists(Path.Combine(Files, "new")));
        Assert.True(File.Exists(Path.Combine(Files, "lock")));
        Assert.False(Directory.Exists(outside));
        Assert.False(File.Exists("/dev/shm/perdure-outside"));
        Assert.Equal(name, File.ReadAllText("/proc/sys/kernel/hostname").Trim().Split('.')[0]);
        Bench.Perdure("verify", ids[0]).Expect(0);
        Assert.True(ProcessTree.IsAlive(server.Pid));
        Signal(server.Pid, "CONT");
        Patience.Until(() => new FileInfo(Path.Combine(Files, "log")).Length > log.Length, Limit, "the live program to go on");
    }

    [Fact]
    public void A_trial_hears_its_own_program_at_every_address_and_nobody_else()
    {
        var server = Start();
        var ids = Past(server, 3);
        Assert.StartsWith("99 ", Ask("99"), StringComparison.Ordinal);
        var ask = WriteFile("ask.py", $$"""
            import os, socket, sys
            for family, address in ((socket.AF_INET, ("127.0.0.1", {{port}})), (socket.AF_UNIX, "{{Files}}/socket"), (socket.AF_UNIX, "\0{{Files}}/abstract")):
                peer = socket.socket(family)
                peer.settimeout(5)
                peer.connect(address)
                peer.sendall(b"\n")
                turn, pid = peer.makefile().readline().split()
                print(turn, pid, flush=True)
                assert pid == os.environ["PERDURE_PID"] == "{{server.Pid}}", pid
                assert turn in "123", turn
            assert os.readlink("/proc/self") == str(os.getpid())
            assert "perdure" not in "".join(open(f"/proc/{pid}/comm").read() for pid in os.listdir("/proc") if pid.isdigit() and pid != "1")
            assert os.listdir("/sys/class/net") == ["lo"]
            sys.exit(0 if turn in "12" else 3)
            """);
        // A failed assertion is the exit code 1, and would be a verdict.
        var result = Bisect(Name, $"{Needs.Program("python3")} {ask}; code=$?; [ $code = 1 ] && exit 200; exit $code").Expect(0);
        Assert.Equal(ids[1], IdOf(result, "lastGood"));
        Assert.Contains($" {server.Pid}", Trials(result)[0].GetProperty("output").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("99 ", Ask(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_grew_has_its_old_length_in_the_trial()
    {
        var log = Path.Combine(Bench.Folder, "plain.log");
        var writer = WriteFile("writer.py", "import sys, time\nlog = open(sys.argv[1], 'a', buffering=1)\nfor n in range(10**6):\n    log.write(f'{n}\\n')\n    print(n, flush=True)\n    time.sleep(3600 if n % 10 == 9 else 0)\n");
        var program = Bench.Start("writer", Needs.Program("python3"), writer, log);
        AwaitText(program, "9\n");
        var first = Take(program.Pid, Name);
        File.AppendAllText(log, "later\n");
        var second = Take(program.Pid, Name);
        File.AppendAllText(log, "much later\n");
        var real = File.ReadAllText(log);
        var result = Bisect(Name, $"cat {log}; ! grep -q later {log}").Expect(0);
        Assert.Equal((first, second), (IdOf(result, "lastGood"), IdOf(result, "firstBad")));
        Assert.EndsWith("9\n", Trials(result)[0].GetProperty("output").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("later\n", Trials(result)[1].GetProperty("output").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("much", Trials(result)[1].GetProperty("output").GetString(), StringComparison.Ordinal);
        Assert.Equal(real, File.ReadAllText(log));
    }

    [Fact]
    public void A_check_that_does_not_end_is_bad_and_ends()
    {
        var server = Start();
        var ids = Past(server, 2);
        var result = Bisect(Name, $"[ $PERDURE_CHECKPOINT = {ids[0]} ] || sleep 1000", "--timeout", "1s").Expect(0);
        Assert.Equal(ids[0], IdOf(result, "lastGood"));
        Assert.Contains("time", Trials(result)[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(TrialProcesses());
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("INT")]
    public void A_search_that_is_ended_leaves_nothing(string signal)
    {
        var server = Start();
        _ = Past(server, 2);
        var search = Bench.StartPerdure("bisect", Name, "--check", "echo runs; sleep 1000");
        Patience.Until(() => search.Errors.Contains("| runs", StringComparison.Ordinal), Limit, $"the check to run\n{search.Output}{search.Errors}");
        Assert.NotEmpty(TrialProcesses());
        Signal(search.Pid, signal);
        Assert.Equal(signal == "KILL" ? 137 : 1, search.WaitForExit(Limit));
        Patience.Until(() => TrialProcesses().Count == 0, TimeSpan.FromSeconds(10), "the trial to end");
        Assert.DoesNotContain(" perdure ", File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
        Assert.NotEmpty(Ask());
    }

    [Fact]
    public void A_search_that_is_killed_at_any_moment_leaves_nothing()
    {
        var server = Start();
        _ = Past(server, 2);
        for (var milliseconds = 5; milliseconds < 200; milliseconds += 15)
        {
            var search = Bench.StartPerdure("bisect", Name, "--check", "sleep 1000");
            Thread.Sleep(milliseconds);
            Signal(search.Pid, "KILL");
            Assert.Equal(137, search.WaitForExit(Limit));
            Patience.Until(() => TrialProcesses().Count == 0, TimeSpan.FromSeconds(10), $"the trial to end after {milliseconds} ms");
        }

        Assert.NotEmpty(Ask());
    }

    [Fact]
    public void A_checkpoint_whose_file_is_gone_is_skipped_and_named()
    {
        var script = WriteFile("holder.py", "import sys, time\nheld = open(sys.argv[1])\nprint('ready', flush=True)\ntime.sleep(10000)\n");
        var held = WriteFile("held", "content");
        var program = Bench.Start("holder", Needs.Program("python3"), script, held);
        AwaitText(program, "ready");
        _ = Take(program.Pid, Name);
        _ = Take(program.Pid, Name);
        File.Delete(held);
        Bisect(Name, "true").ExpectFailure(1, held, "gone");
    }

    [Fact]
    public void A_user_without_root_is_told_why()
    {
        string[] asNobody = [Needs.Program("setpriv"), "--reuid", "65534", "--regid", "65534", "--clear-groups", "--", PerdureBinary.Path];
        var probe = Bench.Start("probe", [.. asNobody, "--version"]);
        Assert.SkipUnless(probe.WaitForExit(Limit) == 0, $"perdure is out of nobody's reach here: {probe.Errors}");
        var search = Bench.Start("nobody", [.. asNobody, "bisect", Name, "--check", "true", "--store", Path.Combine(Bench.Folder, "store-nobody")]);
        Assert.Equal(3, search.WaitForExit(Limit));
        Assert.Contains("needs root", search.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_may_end_the_program_and_look_at_what_is_left()
    {
        var server = Start();
        var ids = Past(server, 2);
        // It writes its turn every 50 ms, and must have done so in the trial.
        var check = $"sleep 0.5; kill -TERM $PERDURE_PID; while kill -0 $PERDURE_PID 2>/dev/null; do sleep 0.02; done; tail -1 {Files}/log | grep -q 'turn 1'";
        var result = Bisect(Name, check).Expect(0);
        Assert.Equal((ids[0], ids[1]), (IdOf(result, "lastGood"), IdOf(result, "firstBad")));
        Assert.True(ProcessTree.IsAlive(server.Pid));
    }

    [Fact]
    public void A_database_of_today_is_no_ground_for_a_verdict_about_yesterday()
    {
        const int bytes = 6 * 1024 * 1024;
        var data = Path.Combine(Bench.Folder, "data");
        File.WriteAllBytes(data, new byte[bytes]);
        var script = WriteFile("database.py", "import os, sys\ndata = open(sys.argv[1], 'r+b', buffering=0)\nprint('ready', flush=True)\nwhile True:\n    word = open(sys.argv[2], 'rb').read(1)\n    data.seek(100)\n    data.write(word)\n    print('wrote', word, flush=True)\n");
        var commands = Path.Combine(Bench.Folder, "commands");
        using (var made = Process.Start("mkfifo", commands))
            made.WaitForExit();
        var program = Bench.Start("database", Needs.Program("python3"), script, data, commands);
        AwaitText(program, "ready");
        var ids = new List<string> { Take(program.Pid, Name) };
        File.WriteAllText(commands, "x");
        AwaitText(program, "wrote");
        ids.Add(Take(program.Pid, Name));
        ids.Add(Take(program.Pid, Name));
        var real = File.ReadAllBytes(data);
        var result = Bisect(Name, $"printf y > {commands}; sleep 0.3; grep -q y {data} && [ $PERDURE_CHECKPOINT = {ids[1]} ]").Expect(0);
        Assert.Equal((ids[1], ids[2]), (IdOf(result, "lastGood"), IdOf(result, "firstBad")));
        var skipped = Trials(result).Single(trial => trial.GetProperty("verdict").GetString() == "skipped");
        Assert.Equal(ids[0], skipped.GetProperty("id").GetString());
        Assert.Contains(data, skipped.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(real, File.ReadAllBytes(data));
    }

    [Fact]
    public void Addresses_of_the_machine_and_peers_outside_are_no_obstacle()
    {
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Select(one => one.Address)
            .FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(one));
        Assert.SkipWhen(own is null, "this machine has no address but loopback ones");
        var script = WriteFile("addressed.py", """
            import socket, sys, time
            listener = socket.create_server((sys.argv[1], int(sys.argv[2])))
            peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            peer.connect(("192.0.2.7", 9))
            print("ready", flush=True)
            while True:
                client, _ = listener.accept()
                peer.send(b"somebody was here")
                client.sendall(b"hello\n")
                client.close()
            """);
        var server = Bench.Start("addressed", Needs.Program("python3"), script, $"{own}", $"{port}");
        AwaitText(server, "ready");
        Assert.SkipWhen(server.ExitCode() is not null, $"no route for a datagram to another network here: {server.Errors}");
        var first = Take(server.Pid, Name);
        var second = Take(server.Pid, Name);
        var client = $"{Needs.Program("python3")} -c 'import socket; print(socket.create_connection((\"{own}\", {port}), 5).recv(10).decode())'";
        var result = Bisect(Name, $"{client} | grep hello && [ $PERDURE_CHECKPOINT = {first} ]").Expect(0);
        Assert.Equal((first, second), (IdOf(result, "lastGood"), IdOf(result, "firstBad")));
        Assert.All(Trials(result), trial => Assert.Contains("hello", trial.GetProperty("output").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_of_the_kernel_and_devices_are_out_of_reach()
    {
        var server = Start();
        var ids = Past(server, 2);
        var disks = "for disk in /dev/sd* /dev/vd* /dev/nvme* /dev/mem /dev/kmsg; do [ ! -e $disk ] || exit 201; done";
        var settings = "cat /proc/sys/vm/swappiness > /tmp/now; ! cat /tmp/now > /proc/sys/vm/swappiness || exit 202; ! echo h > /proc/sysrq-trigger || exit 203";
        var cgroups = "set -- $(find /sys/fs/cgroup -name cgroup.procs | head -3); for procs in \"$@\"; do ! echo $$ > $procs || exit 204; done; echo cgroups: $#";
        var result = Bisect(Name, $"{disks}; {settings}; {cgroups}; [ $PERDURE_CHECKPOINT = {ids[0]} ]").Expect(0);
        Assert.Equal(ids[0], IdOf(result, "lastGood"));
        Assert.Matches(File.Exists("/sys/fs/cgroup/cgroup.controllers") || Directory.EnumerateDirectories("/sys/fs/cgroup").Any() ? "cgroups: [123]" : "cgroups: 0", Trials(result)[0].GetProperty("output").GetString());
        Assert.Contains("Read-only", Trials(result)[0].GetProperty("output").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Message_queues_and_segments_of_the_machine_are_out_of_sight()
    {
        var server = Start();
        var ids = Past(server, 2);
        var make = Bench.Start("ipcmk", Needs.Program("ipcmk"), "-Q");
        Assert.Equal(0, make.WaitForExit(Limit));
        var queue = make.Output.Trim().Split(' ')[^1];
        try
        {
            Assert.Contains($" {queue} ", Queues(), StringComparison.Ordinal);
            var check = $"ipcs -q; [ $(ipcs -q | grep -c 0x) = 0 ] || exit 201; ipcmk -Q || exit 202; [ $(ipcs -q | grep -c 0x) = 1 ] || exit 203; ipcrm --all=msg; [ $PERDURE_CHECKPOINT = {ids[0]} ]";
            Assert.Equal(ids[0], IdOf(Bisect(Name, check).Expect(0), "lastGood"));
            Assert.Contains($" {queue} ", Queues(), StringComparison.Ordinal);
        }
        finally
        {
            Bench.Start("ipcrm", "ipcrm", "-q", queue).WaitForExit(Limit);
        }

        string Queues()
        {
            var list = Bench.Start("ipcs", "ipcs", "-q");
            list.WaitForExit(Limit);
            return list.Output;
        }
    }

    /// <summary>To connect, and to open a fifo, is not to write: a mount that can only be read does not hinder it.</summary>
    [Fact]
    public void Who_listens_behind_a_mount_that_can_only_be_read_hears_nothing()
    {
        var server = Start();
        var ids = Past(server, 2);
        var live = Bench.MakeFolder("live");
        var mounted = Bench.MakeFolder("mounted");
        var script = WriteFile("listener.py", """
            import os, socket, sys, threading
            folder = sys.argv[1]
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(folder + "/socket")
            listener.listen()
            os.mkfifo(folder + "/fifo")
            fifo = os.open(folder + "/fifo", os.O_RDWR)
            open(folder + "/file", "w").write("content")
            os.mknod(folder + "/null", 0o20666, os.makedev(1, 3))
            def accept():
                while True:
                    listener.accept()
                    print("somebody connected", flush=True)
            threading.Thread(target=accept, daemon=True).start()
            print("ready", flush=True)
            while True:
                print("somebody wrote", os.read(fifo, 100), flush=True)
            """);
        var listener = Bench.Start("listener", Needs.Program("python3"), script, live);
        AwaitText(listener, "ready");
        var ask = WriteFile("reach.py", """
            import errno, os, socket, sys
            folder = sys.argv[1]
            def expect(code, action):
                try: action()
                except OSError as error: assert error.errno == code, error
                else: raise AssertionError("nothing hindered it")
            expect(errno.ECONNREFUSED, lambda: socket.socket(socket.AF_UNIX).connect(folder + "/socket"))
            expect(errno.ENXIO, lambda: os.open(folder + "/fifo", os.O_WRONLY | os.O_NONBLOCK))
            expect(errno.EACCES, lambda: os.open(folder + "/null", os.O_RDONLY))
            expect(errno.EROFS, lambda: open(folder + "/new", "w"))
            assert open(folder + "/file").read() == "content"
            print("as it should be")
            """);
        var check = $"{Needs.Program("python3")} {ask} {mounted} || exit 200; [ $PERDURE_CHECKPOINT = {ids[0]} ]";
        var result = BisectWithMounts(check, $"mount --bind {live} {mounted} && mount -o remount,bind,ro {mounted}");
        Assert.Equal(ids[0], IdOf(result, "lastGood"));
        Assert.All(Trials(result), trial => Assert.Contains("as it should be", trial.GetProperty("output").GetString(), StringComparison.Ordinal));
        Assert.Equal("ready\n", listener.Output);
    }

    [Fact]
    public void A_second_proc_shows_the_room_and_changes_nothing()
    {
        var server = Start();
        var ids = Past(server, 2);
        var proc = Bench.MakeFolder("proc");
        var outside = Bench.Start("outside", "sleep", "31337");
        const string sleeps = "grep -lsa 3133[7]";
        var check = $"! {sleeps} {proc}/[0-9]*/cmdline || exit 201; [ -d {proc}/1 ] || exit 202; ! cat {proc}/sys/vm/swappiness > {proc}/sys/vm/swappiness || exit 203; ! echo h > {proc}/sysrq-trigger || exit 204; [ $PERDURE_CHECKPOINT = {ids[0]} ]";
        var result = BisectWithMounts(check, $"mount -t proc proc {proc} && {sleeps} {proc}/{outside.Pid}/cmdline >/dev/null");
        Assert.Equal(ids[0], IdOf(result, "lastGood"));
    }

    [Fact]
    public void The_first_process_of_a_pid_namespace_is_tried_as_the_first()
    {
        var outer = Bench.Start("unshare", Needs.Program("unshare"), "-pf", "--mount-proc", "setsid", "sleep", "10000");
        Patience.Until(() => ProcessTree.ChildrenOf(outer.Pid) is [var child] && Procfs.Read($"/proc/{child}/comm") == "sleep\n", Limit, "the program");
        var pid = ProcessTree.ChildrenOf(outer.Pid).Single();
        var ids = new[] { Take(pid, Name), Take(pid, Name) };
        var result = Bisect(Name, $"[ $PERDURE_PID = 1 ] && grep -q sleep /proc/1/comm && [ $PERDURE_CHECKPOINT = {ids[0]} ]").Expect(0);
        Assert.Equal(ids[0], IdOf(result, "lastGood"));
    }

    [Fact]
    public void Nginx_is_asked_for_pages_and_its_logs_stay_as_they_are()
    {
        var nginx = NginxServer.Start(Bench, port, "page.txt", "a page\n"u8.ToArray());
        AwaitPort(port, nginx, "nginx");
        var log = NginxServer.AccessLog(Bench);
        var ids = new List<string>();
        for (var turn = 0; turn < 4; turn++)
        {
            GetPage();
            Patience.Until(() => File.ReadLines(log).Count() == turn + 1, Limit, "a line in the log");
            ids.Add(Take(nginx.Pid, Name));
        }

        GetPage();
        Patience.Until(() => File.ReadLines(log).Count() == 5, Limit, "a line in the log");
        var real = File.ReadAllBytes(log);
        var get = $"{Needs.Program("python3")} -c 'import urllib.request; print(urllib.request.urlopen(\"http://127.0.0.1:{port}/page.txt\").read().decode())'";
        var result = Bisect(Name, $"{get} | grep -q 'a page' || exit 200; sleep 0.2; [ $(wc -l < {log}) -le 3 ]").Expect(0);
        Assert.Equal((ids[1], ids[2]), (IdOf(result, "lastGood"), IdOf(result, "firstBad")));
        Assert.Equal(real, File.ReadAllBytes(log));
        GetPage();

        void GetPage()
        {
            using var client = new HttpClient();
            Assert.Equal("a page\n", client.GetStringAsync($"http://127.0.0.1:{port}/page.txt").GetAwaiter().GetResult());
        }
    }

    private Keeper Start()
    {
        Directory.CreateDirectory(Files);
        var script = WriteFile("server.py", Server);
        var server = Bench.Start("server", Needs.Program("python3"), script, Files, $"{port}");
        AwaitText(server, "ready");
        return server;
    }

    /// <summary>A search by a perdure that sees more mounts than the machine has.</summary>
    private CommandResult BisectWithMounts(string check, string mount)
    {
        var clock = Stopwatch.StartNew();
        var search = Bench.Start("search", Needs.Program("unshare"), "-m", "--propagation", "private", "sh", "-c", $"{mount} && exec \"$@\"", "sh", PerdureBinary.Path, "bisect", Name, "--check", check, "--json", "--store", Bench.Store);
        var code = search.WaitForExit(Limit);
        var result = new CommandResult($"({mount}) perdure bisect {Name} --check '{check}'", code ?? -1, search.Output, search.Errors, clock.Elapsed);
        return result.Expect(0);
    }

    private List<string> Past(Keeper server, int count)
    {
        var ids = new List<string>();
        for (var turn = 1; turn <= count; turn++)
        {
            Assert.StartsWith($"{turn} ", Ask($"{turn}"), StringComparison.Ordinal);
            ids.Add(Take(server.Pid, Name));
        }

        return ids;
    }

    private string Ask(string turn = "")
    {
        using var client = new LineClient(port);
        return client.Ask(turn);
    }

    private static void Signal(int pid, string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{pid}"]);
        kill.WaitForExit();
    }
}
