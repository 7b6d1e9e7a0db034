using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Elsewhere;

/// <summary>Checkpoints over two streams: a command of our own in the place of ssh, which can be killed, and can damage what passes; and a real sshd.</summary>
public sealed class SshTests : ElsewhereTest
{
    private const string Script = """
        #!/bin/sh
        # HOST COMMAND: runs it here, and says as which process.
        echo $$ >"$0.pid"
        eval "exec $2"
        """;

    private const string DamagingScript = """
        #!/usr/bin/env python3
        # HOST COMMAND: runs it here, and changes a byte of what goes in, or of what comes out.
        import os, subprocess, sys, threading
        turn, offset = open(sys.argv[0] + ".at").read().split()
        changed = sys.argv[0] + ".changed"
        if os.path.exists(changed):
            os.remove(changed)
        offset = int(offset)
        there = subprocess.Popen(["sh", "-c", sys.argv[2]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        def pump(source, sink, at):
            seen = 0
            try:
                while piece := os.read(source, 65536):
                    piece = bytearray(piece)
                    if seen <= at < seen + len(piece):
                        piece[at - seen] ^= 0x10
                        open(changed, "w").close()
                    seen += len(piece)
                    while piece:
                        piece = piece[os.write(sink, piece):]
            except OSError:
                pass
            os.close(sink)
        inward = threading.Thread(target=pump, args=(0, there.stdin.fileno(), offset if turn == "in" else -1), daemon=True)
        inward.start()
        pump(there.stdout.fileno(), 1, offset if turn == "out" else -1)
        os._exit(0)
        """;

    private const string InterruptingScript = """
        #!/usr/bin/env python3
        # HOST COMMAND: runs it here, and in the midst of what goes in, or of what comes out, another command.
        import os, subprocess, sys, threading
        turn, offset, *command = open(sys.argv[0] + ".at").read().split()
        there = subprocess.Popen(["sh", "-c", sys.argv[2]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        def pump(source, sink, at):
            seen = 0
            while piece := os.read(source, 4096):
                if seen <= at < seen + len(piece):
                    open(sys.argv[0] + ".code", "w").write(str(subprocess.call(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)))
                seen += len(piece)
                while piece:
                    piece = piece[os.write(sink, piece):]
            os.close(sink)
        inward = threading.Thread(target=pump, args=(0, there.stdin.fileno(), int(offset) if turn == "in" else -1), daemon=True)
        inward.start()
        pump(there.stdout.fileno(), 1, int(offset) if turn == "out" else -1)
        os._exit(0)
        """;

    private static int Trials => int.TryParse(Environment.GetEnvironmentVariable("PERDURE_KILL_TRIALS"), out var trials) ? trials : 24;

    private string Url => $"ssh://host{There}";

    [Fact]
    public void Push_and_pull_through_a_command()
    {
        var script = Write("reach", Script);
        var redis = FilledRedis();
        var ids = Series(redis, 2);
        var all = CopiesIn(Copy("push", script, "--all", "--to", Url));
        Assert.All(all, one => Assert.True(IsCopied(one)));
        Assert.Equal(0, BytesIn(Copy("push", script, "--all", "--to", Url)));
        Assert.Equal(ids, CheckpointsIn(There));
        ExpectGood(There);
        Directory.Delete(Bench.Store, recursive: true);
        Assert.Equal(1, CopiesIn(Copy("pull", script, "shop", "--from", Url)).Count(IsCopied));
        RestoreFrom(Bench.Store, ids[0], redis, "2");
        Copy("pull", script, "nothing", "--from", Url).ExpectFailure(1, "nothing");
        Copy("pull", script, "--all", "--from", Url + "-not").ExpectFailure(1, "no store", "ssh://host");
        Copy("push", "/bin/false", "--all", "--to", Url).ExpectFailure(1, "ended", "hint");
        Copy("push", "/bin/echo", "--all", "--to", Url).ExpectFailure(1, "does not answer as a perdure");
        Copy("push", "no-such-command", "--all", "--to", Url).ExpectFailure(1, "no-such-command");
    }

    [Fact]
    public void Encrypted_checkpoints_come_onto_a_fresh_machine()
    {
        var script = Write("reach", Script);
        ExpectEncryptedPull(Url, store => Copy("push", script, "--all", "--to", Url, "--store", store), (store, more) => Copy("pull", script, ["--all", "--from", Url, "--store", store, .. more]));
    }

    [Fact]
    public void Killed_on_either_side_nothing_half_is_there_and_the_next_push_goes_on()
    {
        var script = Write("reach", Script);
        var redis = FilledRedis();
        var ids = Series(redis, 2);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var seen = 0;

        // A kill has to come while there is something to kill, however quick the machine is.
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Copy("push", script, "--all", "--to", Url).Expect(0);
        var whole = (int)Math.Max(clock.ElapsedMilliseconds, 5);
        for (var trial = 0; trial < Trials; trial++)
        {
            if (Directory.Exists(There) && CheckpointsIn(There).Count == ids.Count)
                Directory.Delete(There, recursive: true);
            File.Delete(script + ".pid");
            var push = Bench.StartPerdure("push", "--all", "--to", Url, "--ssh", script, "--perdure", PerdureBinary.Path, "--json");
            Thread.Sleep(random.Next(1, whole));
            if (trial % 2 == 0)
                Kill(push.Pid);
            else if (File.Exists(script + ".pid") && int.TryParse(File.ReadAllText(script + ".pid"), out var server) && push.ExitCode() is null)
                Kill(server);
            Assert.True(push.WaitForExit(Limit) is not null, $"trial {trial} of seed {seed} hangs");
            if (Directory.Exists(There))
                ExpectGood(There);
            seen += push.ExitCode() == 0 ? 0 : 1;
        }

        Assert.True(seen > Trials / 4, $"only {seen} of {Trials} trials were interrupted");
        Copy("push", script, "--all", "--to", Url).Expect(0);
        Assert.Equal(ids, CheckpointsIn(There));
        Assert.Equal(ids, Checkpoints());
        ExpectGood(There);
        ExpectGood(Bench.Store);
        Assert.Empty(Directory.GetFiles(Path.Combine(There, "unfinished")));
    }

    [Fact]
    public void What_is_deleted_while_all_are_copied_is_passed_over()
    {
        Needs.Program("python3");
        var script = Write("interrupt", InterruptingScript);
        var redis = FilledRedis();
        var ids = Series(redis, 2);

        // The list is made before the first image travels; the oldest goes first, and the newest is deleted while it does.
        foreach (var push in (bool[])[true, false])
        {
            var newest = Checkpoints()[0];
            var rest = Checkpoints().Skip(1).ToList();
            File.WriteAllText(script + ".at", $"{(push ? "in" : "out")} 20000 {PerdureBinary.Path} delete {newest} --store {Bench.Store}");
            var into = Path.Combine(Bench.Folder, $"into-{push}");
            var copies = CopiesIn(push ? Copy("push", script, "--all", "--to", $"ssh://host{into}") : Copy("pull", script, "--all", "--from", $"ssh://host{Bench.Store}", "--store", into));
            Assert.Equal("0", File.ReadAllText(script + ".code"));
            var gone = Assert.Single(copies, one => one.GetProperty("gone").GetBoolean());
            Assert.Equal(newest, gone.GetProperty("id").GetString());
            Assert.False(IsCopied(gone));
            Assert.Equal(rest, CheckpointsIn(into));
            ExpectGood(into);
        }

        Assert.Equal(ids.Count - 2, Checkpoints().Count);
    }

    [Fact]
    public void A_damaged_byte_on_the_way_is_refused()
    {
        Needs.Program("python3");
        var script = Write("damage", DamagingScript);
        var redis = FilledRedis();
        Bench.Checkpoint(redis.Pid, "--compress", "now").Expect(0);
        var size = BytesIn(Bench.Perdure("push", "--all", "--to", Path.Combine(Bench.Folder, "measure"), "--json"));
        var seed = Environment.TickCount;
        var random = new Random(seed);

        // Behind the end nothing is changed, and nothing refused: so it is the byte that is refused below.
        foreach (var push in (bool[])[true, false])
        {
            CopyThrough(script, push, $"whole-{push}", size * 10).Expect(0);
            Assert.False(File.Exists(script + ".changed"));
        }

        for (var trial = 0; trial < 16; trial++)
        {
            // Each second one hits the first bytes, where the frames are small.
            var result = CopyThrough(script, trial % 2 == 0, $"into-{trial}", trial % 4 < 2 ? random.Next(60) : random.NextInt64(size));
            Assert.True(File.Exists(script + ".changed"), $"trial {trial} of seed {seed} changed nothing\n{result}");
            Assert.True(result.ExitCode == 1, $"trial {trial} of seed {seed} was not refused\n{result}");
            result.ExpectFailure(1);
            if (Directory.Exists(Path.Combine(Bench.Folder, $"into-{trial}")))
                ExpectGood(Path.Combine(Bench.Folder, $"into-{trial}"));
        }
    }

    [Fact]
    public void Push_and_pull_through_a_real_sshd()
    {
        Needs.Root();
        var sshd = Needs.Program("sshd", "/usr/sbin");
        Directory.CreateDirectory("/run/sshd");
        foreach (var key in (string[])["host", "user"])
            Assert.Equal(0, Bench.Start("keygen", Needs.Program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(Bench.Folder, key)).WaitForExit(Limit));
        var port = FreePort.Take();
        var server = Bench.Start(
            "sshd", sshd, "-D", "-e", "-f", "/dev/null", "-p", $"{port}", "-h", Path.Combine(Bench.Folder, "host"), "-o", "ListenAddress=127.0.0.1", "-o", "StrictModes=no", "-o", "PidFile=none",
            "-o", $"AuthorizedKeysFile={Path.Combine(Bench.Folder, "user.pub")}", "-o", "PermitRootLogin=yes", "-o", "UsePAM=no");
        Patience.Until(() => server.ExitCode() is not null || FreePort.IsAnswered(port), Limit, $"sshd to listen\n{server.Errors}");
        var ssh = $"ssh -i {Path.Combine(Bench.Folder, "user")} -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR";
        var redis = FilledRedis();
        var ids = Series(redis, 1);
        Copy("push", ssh, "--all", "--to", $"ssh://root@127.0.0.1:{port}{There}").Expect(0);
        Directory.Delete(Bench.Store, recursive: true);
        Copy("pull", ssh, ids[0], "--from", $"ssh://root@127.0.0.1:{port}{There}").Expect(0);
        RestoreFrom(Bench.Store, ids[0], redis, "1");
    }

    /// <summary>By the damaging script, which changes the byte at this place of all that goes in (a push) or comes out (a pull).</summary>
    private CommandResult CopyThrough(string script, bool isPush, string folder, long offset)
    {
        var into = Path.Combine(Bench.Folder, folder);
        File.WriteAllText(script + ".at", $"{(isPush ? "in" : "out")} {offset}");
        return isPush
            ? Copy("push", script, "--all", "--to", $"ssh://host{into}")
            : Copy("pull", script, "--all", "--from", $"ssh://host{Bench.Store}", "--store", into);
    }

    private CommandResult Copy(string verb, string ssh, params string[] arguments) =>
        Bench.Perdure([verb, .. arguments, "--ssh", ssh, "--perdure", PerdureBinary.Path, "--json"]);

    private string Write(string name, string script)
    {
        var file = WriteFile(name, script);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }
}
