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

    /// <summary>Starts, checkpoints, restores, interrupts, stops and continues the program.</summary>
    private const string User = """
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
        TerminalUser.Play(Bench, User, "--pid", pids);
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
