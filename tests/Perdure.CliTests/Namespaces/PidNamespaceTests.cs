using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Namespaces;

/// <summary>Programs that come back in a pid namespace of their own: beside the original, without root, and as its first process.</summary>
public sealed class PidNamespaceTests : CliTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private const string Counter = """
        import os, subprocess, sys, time
        child = subprocess.Popen(["sleep", "1000"])
        n, me = 0, os.getpid()
        while True:
            n += 1
            fits = os.getpid() == me and os.path.realpath("/proc/self") == f"/proc/{me}" and child.poll() is None and os.path.exists(f"/proc/{child.pid}/stat")
            with open(sys.argv[1], "a") as file:
                file.write(f"{n} {fits}\n")
            time.sleep(0.05)
        """;

    private string Lines => Path.Combine(Bench.Folder, "numbers");

    [Fact]
    public void Two_clones_count_beside_the_original()
    {
        Assert.SkipUnless(Needs.IsRoot, "root is needed to choose pids");
        var program = StartCounter();
        var id = Bench.Checkpoint(program.Pid).Expect(0).Text("id");
        var pids = new[] { program.Pid, Restore(id), Restore(id) };
        Assert.Equal(3, pids.Distinct().Count());
        AwaitOneNumber(times: 3);
        Assert.All(pids, pid => Assert.True(ProcessTree.IsAlive(pid)));
    }

    [Fact]
    public void A_user_without_root_restores_his_own_program()
    {
        Assert.SkipUnless(Needs.IsRoot, "the test becomes another user");
        string[] asNobody = [Needs.Program("setpriv"), "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];
        File.SetUnixFileMode(Bench.Folder, (UnixFileMode)0b111_111_111);
        var probe = Bench.Start("probe", [.. asNobody, Needs.Program("unshare"), "--user", "--map-current-user", "--keep-caps", PerdureBinary.Path, "--version"]);
        Assert.SkipUnless(probe.WaitForExit(Limit) == 0, $"no user namespaces for nobody here, or perdure is out of his reach: {probe.Errors}");
        // The files for output are root's, and could not be opened again.
        var program = Bench.Start("counter", [.. asNobody, "sh", "-c", "exec \"$@\" > /dev/null 2>&1", "sh", .. CounterCommand("/usr/bin/python3")]);
        AwaitLines(program, 2);
        var id = AsNobody("checkpoint", $"{program.Pid}", "--kill").Expect(0).Text("id");
        var clone = AsNobody("restore", id, "--pid", "new").Expect(0).Number("pid");
        var again = AsNobody("checkpoint", $"{clone}", "--kill").Expect(0).Text("id");
        _ = AsNobody("restore", again).Expect(0);
        _ = AsNobody("restore", again).Expect(0);
        AwaitOneNumber(times: 2);

        CommandResult AsNobody(params string[] arguments)
        {
            var keeper = Bench.Start("perdure-nobody", [.. asNobody, PerdureBinary.Path, .. arguments, "--json", "--store", Path.Combine(Bench.Folder, "store-nobody")]);
            var code = keeper.WaitForExit(Limit);
            return new CommandResult(string.Join(' ', arguments), code ?? -1, keeper.Output, keeper.Errors, default);
        }
    }

    [Fact]
    public void The_first_process_of_a_pid_namespace_comes_back_as_the_first()
    {
        Assert.SkipUnless(Needs.IsRoot, "root is needed to make a pid namespace");
        var outer = Bench.Start("unshare", [Needs.Program("unshare"), "-pf", "--mount-proc", "setsid", .. CounterCommand("python3")]);
        AwaitLines(outer, 2);
        var id = Bench.Checkpoint(ProcessTree.ChildrenOf(outer.Pid).Single(), "--kill").Expect(0).Text("id");
        var pid = Bench.Restore(id).Expect(0).Number("pid");
        _ = Restore(id);
        Assert.Equal("1", Procfs.Read($"/proc/{pid}/status").Split('\n').Single(line => line.StartsWith("NSpid:", StringComparison.Ordinal)).Split('\t')[^1]);
        AwaitOneNumber(times: 2);
    }

    [Fact]
    public void A_port_that_the_original_has_is_named()
    {
        Assert.SkipUnless(Needs.IsRoot, "root is needed to choose pids");
        var port = FreePort.Take();
        var program = Bench.Start("listener", Needs.Program("python3"), "-c", $"import socket, time\ns = socket.create_server(('127.0.0.1', {port}))\nprint('listens', flush=True)\ntime.sleep(1000)");
        Patience.Until(() => program.Output.Contains("listens", StringComparison.Ordinal), Limit, "the listener");
        var id = Bench.Checkpoint(program.Pid).Expect(0).Text("id");
        Bench.Restore(id, "--pid", "new").ExpectFailure(1, $"{port}");
        Assert.True(ProcessTree.IsAlive(program.Pid));
    }

    [Theory]
    [InlineData("network", "-n", "sleep 1000")]
    [InlineData("uts", "-u", "sleep 1000")]
    [InlineData("ipc", "-i", "sleep 1000")]
    [InlineData("mount", "-m", "mount -t tmpfs none /mnt && exec sleep 1000")]
    public void A_program_in_other_namespaces_is_refused_by_name(string kind, string option, string command)
    {
        Assert.SkipUnless(Needs.IsRoot, "root is needed to make a namespace");
        var program = Bench.Start("unshare", Needs.Program("unshare"), option, "sh", "-c", $"{command}");
        Patience.Until(() => Procfs.Read($"/proc/{program.Pid}/comm") == "sleep\n" || ProcessTree.ChildrenOf(program.Pid).Count > 0, Limit, "the program");
        Bench.Checkpoint(program.Pid).ExpectFailure(3, kind, "namespace");
        Assert.True(ProcessTree.IsAlive(program.Pid));
    }

    private string[] CounterCommand(string python)
    {
        var file = Path.Combine(Bench.Folder, "counter.py");
        File.WriteAllText(file, Counter);
        return [Needs.Program(python), file, Lines];
    }

    private Keeper StartCounter()
    {
        var program = Bench.Start("counter", CounterCommand("python3"));
        AwaitLines(program, 2);
        return program;
    }

    private void AwaitLines(Keeper program, int count) => Patience.Until(
        () => program.ExitCode() is not null || (File.Exists(Lines) && File.ReadLines(Lines).Count() >= count),
        Limit,
        $"the counter to count\n{program.Output}{program.Errors}");

    private int Restore(string id) => Bench.Restore(id, "--pid", "new").Expect(0).Number("pid");

    /// <summary>Each copy counts for itself: with so many of them, a number is written so many times. No copy may see another pid than the first one.</summary>
    private void AwaitOneNumber(int times)
    {
        Patience.Until(
            () => File.ReadLines(Lines).GroupBy(line => line.Split(' ')[0]).Any(group => group.Count() >= times),
            Limit,
            $"{times} copies to count\n{Bench.Transcript}");
        Assert.DoesNotContain(File.ReadLines(Lines), line => line.EndsWith("False", StringComparison.Ordinal));
    }
}
