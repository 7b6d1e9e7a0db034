using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Faults;

/// <summary>Targets that can't be checkpointed: one clear line each, and the exit code that fits.</summary>
public sealed class BadTargetTests : FaultTest
{
    [Fact]
    public void No_such_process()
    {
        var gone = Bench.Start("true", "true");
        gone.WaitForExit(TimeSpan.FromSeconds(5));
        ExpectRefusal(Bench.Checkpoint(gone.Pid), $"{gone.Pid}");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("abc")]
    [InlineData("99999999999")]
    public void Not_a_pid(string text) => Assert.Contains(Bench.Perdure("checkpoint", text).ExitCode, new[] { 1, 2 });

    [Fact]
    public void A_kernel_thread()
    {
        var thread = Procfs.Names("/proc").Where(name => int.TryParse(name, out _) && ProcessTree.Parent(int.Parse(name)) == 2).Select(int.Parse).FirstOrDefault();
        Assert.SkipWhen(thread == 0, "this pid namespace shows no kernel threads");
        ExpectRefusal(Bench.Checkpoint(thread), "kernel");
    }

    [Fact]
    public void Perdure_itself() => ExpectRefusal(RunByShell("exec \"$@\" checkpoint $$"), "itself");

    [Fact]
    public void A_tree_that_perdure_is_part_of() => ExpectRefusal(RunByShell("\"$@\" checkpoint $$; exit $?"), "itself");

    [Fact]
    public void Init() => ExpectRefusal(Bench.Checkpoint(1));

    [Fact]
    public void A_process_that_is_traced_already()
    {
        var guest = Bench.StartGuest(SomeGuest);
        var tracer = Bench.Start("tracer", CCompiler.Build("tool-tracer"), $"{guest.Pid}");
        Patience.Until(() => tracer.Output.Contains("ready", StringComparison.Ordinal), TimeSpan.FromSeconds(5), $"the tracer\n{tracer.Errors}");
        ExpectRefusal(Bench.Checkpoint(guest.Pid), "traced", $"{tracer.Pid}");
        tracer.Dispose();
        Bench.Checkpoint(guest.Pid, "--leave-running").Expect(0);
        guest.ExpectPass();
    }

    [Fact]
    public void A_32_bit_process()
    {
        var program = Path.Combine(Bench.Folder, "tiny");
        var build = Bench.Start("as", "sh", "-c", $"as --32 -o {program}.o {Repository.Guests}/tool-32bit.s && ld -m elf_i386 -o {program} {program}.o");
        Assert.True(build.WaitForExit(TimeSpan.FromSeconds(20)) == 0, build.Errors);
        var tiny = Bench.Start("tiny", program);
        Thread.Sleep(50);
        Assert.SkipWhen(tiny.ExitCode() is not null, "this kernel runs no 32-bit programs");
        ExpectRefusal(Bench.Checkpoint(tiny.Pid), "32");
        Assert.True(ProcessTree.IsAlive(tiny.Pid), "the 32-bit process did not survive the refusal");
    }

    [Fact]
    public void A_process_of_another_user()
    {
        Needs.Root();
        var guest = Bench.StartGuest(SomeGuest);
        var before = ProcessPicture.Of(guest.Pid, withSiblings: true);
        foreach (var folder in new[] { Bench.Folder, Bench.MakeFolder("store") })
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        // The binary may lie where nobody can't go.
        var copy = Path.Combine(Bench.Folder, "bin");
        var result = RunByShell($"cp -r $(dirname \"$1\") {copy} && chmod -R a+rX {copy} && exec setpriv --reuid=nobody --clear-groups {copy}/perdure checkpoint {guest.Pid}");
        ExpectRefusal(result, "permi");
        ExpectUnharmed(guest, before);
    }

    [Fact]
    public void A_zombie()
    {
        var parent = Bench.Start("parent", "sh", "-c", "sleep 0 & exec sleep 1000");
        var zombie = 0;
        Patience.Until(() => (zombie = ProcessTree.Of(parent.Pid).FirstOrDefault(pid => ProcessTree.State(pid) == 'Z')) != 0, TimeSpan.FromSeconds(5), "a zombie");
        ExpectRefusal(Bench.Checkpoint(zombie), "has ended");
    }

    [Fact]
    public void A_stopped_process_comes_back_stopped()
    {
        var guest = Bench.StartGuest(SomeGuest);
        Signal(guest.Pid, "STOP");
        Patience.Until(() => ProcessTree.State(guest.Pid) == 'T', TimeSpan.FromSeconds(5), "the guest to stop");
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        Bench.Restore(id).Expect(0);
        Assert.Equal('T', ProcessTree.State(guest.Pid));
        Signal(guest.Pid, "CONT");
        guest.ExpectPass();
    }

    [Fact]
    public void A_tree_with_a_traced_member_is_refused_before_anything_is_touched()
    {
        var guest = Bench.StartGuest("process-tree");
        var before = ProcessPicture.Of(guest.Pid, withSiblings: true);
        var member = ProcessTree.Of(guest.Pid).Last(pid => ProcessTree.State(pid) != 'Z');
        var tracer = Bench.Start("tracer", CCompiler.Build("tool-tracer"), $"{member}");
        Patience.Until(() => tracer.Output.Contains("ready", StringComparison.Ordinal), TimeSpan.FromSeconds(5), "the tracer");
        ExpectRefusal(Bench.Checkpoint(guest.Pid, "--kill"), "traced", $"{member}");
        tracer.Dispose();
        ExpectUnharmed(guest, before);
    }

    private static void ExpectRefusal(CommandResult result, params string[] words)
    {
        // 2 is for a pid that no state of the machine would make right: perdure itself and its parents.
        Assert.True(result.ExitCode is 1 or 2 or 3 or 4, $"exit code {result.ExitCode}\n{result}");
        result.ExpectFailure(result.ExitCode, words);
        Assert.True(result.Elapsed < TimeSpan.FromSeconds(10), $"a refusal took {result.Elapsed}");
    }

    private CommandResult RunByShell(string script)
    {
        var shell = Bench.Start("shell", "env", $"PERDURE_STORE={Bench.Store}", "sh", "-c", script, "sh", PerdureBinary.Path);
        var code = shell.WaitForExit(TimeSpan.FromSeconds(30));
        Assert.True(code is not null, $"{script} hangs\n{shell.Output}{shell.Errors}");
        return new CommandResult(script, code!.Value, shell.Output, shell.Errors, TimeSpan.Zero);
    }
}
