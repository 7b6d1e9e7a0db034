using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Faults;

/// <summary>Restores that meet a world that is not as it was: pids taken, files changed, programs replaced.</summary>
public sealed class RestoreFaultTests : FaultTest
{
    [Fact]
    public void A_pid_that_is_taken_is_named_and_a_new_one_works()
    {
        var guest = Bench.StartGuest("memory-heap");
        var id = Bench.Checkpoint(guest.Pid, "--leave-running").Expect(0).Text("id");
        Bench.Restore(id).ExpectFailure(1, $"{guest.Pid}");
        var copy = Bench.Restore(id, "--pid", "new").Expect(0).Number("pid");
        Assert.NotEqual(guest.Pid, copy);
        Assert.True(ProcessTree.IsAlive(copy), "the copy is gone");
        guest.ExpectPass();
        Patience.Until(() => guest.Output.Split("pass").Length == 3, TimeSpan.FromSeconds(10), $"the copy to pass, too\n{guest.Output}");
    }

    [Theory]
    [InlineData("refuse", "changed", false)]
    [InlineData("keep-copy", "0123456789abcdefghij", true)]
    [InlineData("use-current", "changed", true)]
    [InlineData("restore-copy", "0123456789abcdefghij", true)]
    public void A_file_that_changed_since(string choice, string expected, bool works)
    {
        var guest = Bench.StartGuest("ipc-offset");
        var file = Path.Combine(guest.Folder, "file");
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        File.WriteAllText(file, "changed");
        var result = Bench.Restore(id, "--files", choice);
        if (works)
            result.Expect(0);
        else
            result.ExpectFailure(1, file);
        Assert.Equal(expected, File.ReadAllText(file));
        Assert.Equal(works, ProcessTree.IsAlive(guest.Pid));
        if (choice == "keep-copy")
            Assert.Equal("changed", File.ReadAllText(Assert.Single(Directory.GetFiles(guest.Folder, "file.perdure-kept-*"))));
    }

    [Fact]
    public void A_program_that_was_replaced_is_refused()
    {
        var program = Path.Combine(Bench.Folder, "program");
        File.Copy("/bin/sleep", program);
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        var target = Bench.Start("program", program, "1000");
        Thread.Sleep(50);
        var id = Bench.Checkpoint(target.Pid, "--kill").Expect(0).Text("id");
        File.Delete(program);
        File.Copy("/bin/cat", program);
        Bench.Restore(id).ExpectFailure(1, program);
    }

    [Fact]
    public void The_debug_option_holds_every_thread_and_says_how_to_go_on()
    {
        var guest = Bench.StartGuest(SomeGuest);
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        var restored = Bench.Perdure("restore", id, "--debug").Expect(0);
        Assert.Contains("gdb", restored.Output + restored.Errors, StringComparison.Ordinal);
        Assert.All(Procfs.Names($"/proc/{guest.Pid}/task"), tid => Assert.Contains(ProcessTree.StatFields($"/proc/{guest.Pid}/task/{tid}")[0], new[] { "T", "t" }));
        Signal(guest.Pid, "CONT");
        guest.ExpectPass();
    }

    [Fact]
    public void In_the_foreground_its_exit_code_is_the_programs()
    {
        var guest = Bench.StartGuest("memory-heap");
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        var restore = Bench.StartPerdure("restore", id, "--foreground");
        Patience.Until(() => ProcessTree.IsAlive(guest.Pid) || restore.ExitCode() is not null, TimeSpan.FromSeconds(20), "the guest");
        Assert.True(restore.ExitCode() is null, $"it did not wait\n{restore.Output}{restore.Errors}");
        guest.ExpectPass();
        Assert.Equal(0, restore.WaitForExit(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Stopped_by_a_checkpoint_the_program_goes_on_with_SIGCONT()
    {
        var guest = Bench.StartGuest(SomeGuest);
        Bench.Checkpoint(guest.Pid, "--stop").Expect(0);
        Assert.Equal('T', ProcessTree.State(guest.Pid));
        Signal(guest.Pid, "CONT");
        guest.ExpectPass();
    }
}
