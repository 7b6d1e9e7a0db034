using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Restores;

/// <summary>A program restored in the foreground is a job like any other: streams, signals, terminal, exit code.</summary>
public sealed class ForegroundTests : CliTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private const string Waiter = """
        import os, signal, sys, time
        def term(number, frame):
            print("terminated", flush=True)
            sys.exit(7)
        signal.signal(signal.SIGTERM, term)
        signal.signal(signal.SIGUSR1, lambda number, frame: os.kill(os.getpid(), signal.SIGKILL))
        print("ready", flush=True)
        while True:
            time.sleep(0.05)
        """;

    private const string Echo = """
        import os, signal, sys
        signal.signal(signal.SIGINT, lambda number, frame: print("interrupted", flush=True))
        print("ready", flush=True)
        while True:
            word = sys.stdin.readline().strip()
            if word == "quit":
                sys.exit(7)
            print("got", word, "in front" if os.tcgetpgrp(0) == os.getpgrp() else "behind", flush=True)
        """;

    /// <summary>Plays a user at a terminal, with a shell with job control between: starts, checkpoints, restores, interrupts, stops and continues the program.</summary>
    private const string User = """
        import os, pty, re, select, subprocess, sys, time
        perdure, echo, options = sys.argv[1], sys.argv[2], " ".join(sys.argv[3:])
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
        seen = ""
        def expect(word):
            global seen
            end = time.time() + 20
            while word not in seen:
                if time.time() > end or not select.select([terminal], [], [], 20)[0]:
                    print("fail: no", repr(word), "in", repr(seen), flush=True)
                    sys.exit(1)
                seen += os.read(terminal, 4096).decode(errors="replace")
            seen = seen[seen.index(word) + len(word):]
        def say(text):
            os.write(terminal, text.encode())
        say(f"python3 {echo}\n")
        expect("ready")
        program = subprocess.run(["pgrep", "-f", f"^[^ ]*python3 {echo}$"], capture_output=True, text=True).stdout.split()[0]
        taken = subprocess.run([perdure, "checkpoint", program, "--json", "--kill"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        id = re.search('"id": *"(\\w+)"', taken.stdout).group(1)
        expect("Killed")
        say(f"{perdure} restore {id} --foreground {options}\n")
        expect("runs as")
        say("one\n"); expect("got one in front")
        time.sleep(0.3)  # Python notices a signal that comes just before it reads only after it has read.
        say("\x03"); expect("interrupted")
        say("\x1a"); expect("Stopped")
        say("jobs; echo jo''bs\n"); expect("restore"); expect("jobs")
        say("fg\n"); expect("restore")
        say("two\n"); expect("got two in front")
        say("quit\n")
        say("echo co''de $?\n"); expect("code 7")
        print("pass", flush=True)
        """;

    [Theory]
    [InlineData("same")]
    [InlineData("new")]
    public void Streams_signals_and_the_exit_code_pass_through(string pids)
    {
        Assert.SkipUnless(Needs.IsRoot, "root is needed to choose pids");
        var (id, _) = StartAndKill();
        var restore = Bench.StartPerdure("restore", id, "--foreground", "--pid", pids);
        AwaitRunning(restore);
        Kill(restore.Pid, "TERM");
        Assert.True(restore.WaitForExit(Limit) == 7, $"exit code {restore.ExitCode()}\n{restore.Output}{restore.Errors}");
    }

    [Theory]
    [InlineData("same")]
    [InlineData("new")]
    public void The_end_by_a_signal_is_told_as_shells_do(string pids)
    {
        Assert.SkipUnless(Needs.IsRoot, "root is needed to choose pids");
        var (id, _) = StartAndKill();
        var restore = Bench.StartPerdure("restore", id, "--foreground", "--pid", pids);
        AwaitRunning(restore);
        Kill(restore.Pid, "USR1");
        Assert.True(restore.WaitForExit(Limit) == 128 + 9, $"exit code {restore.ExitCode()}\n{restore.Output}{restore.Errors}");
    }

    [Theory]
    [InlineData("same")]
    [InlineData("new")]
    public void At_a_terminal_it_is_a_job_of_the_shell(string pids)
    {
        Assert.SkipUnless(Needs.IsRoot, "root is needed to choose pids");
        var user = Bench.Start("user", Needs.Program("env"), $"PERDURE_STORE={Bench.Store}", Needs.Program("python3"), Script("user.py", User), PerdureBinary.Path, Script("echo.py", Echo), "--pid", pids);
        Assert.True(user.WaitForExit(TimeSpan.FromSeconds(60)) is not null, "the user still waits");
        Assert.True(user.Output.Contains("pass", StringComparison.Ordinal), user.Output + user.Errors);
    }

    private (string Id, int Pid) StartAndKill()
    {
        var program = Bench.Start("waiter", Needs.Program("python3"), Script("waiter.py", Waiter));
        Patience.Until(() => program.Output.Contains("ready", StringComparison.Ordinal), Limit, $"the program\n{program.Errors}");
        return (Bench.Checkpoint(program.Pid, "--kill").Expect(0).Text("id"), program.Pid);
    }

    private static void AwaitRunning(Keeper restore)
    {
        Patience.Until(() => restore.ExitCode() is not null || restore.Output.Contains("runs as", StringComparison.Ordinal), Limit, "the program to be restored");
        Assert.True(restore.ExitCode() is null, $"it did not wait\n{restore.Output}{restore.Errors}");
    }

    private void Kill(int pid, string signal)
    {
        var kill = Bench.Start("kill", "kill", $"-{signal}", $"{pid}");
        Assert.Equal(0, kill.WaitForExit(Limit));
    }

    private string Script(string name, string text)
    {
        var file = Path.Combine(Bench.Folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
