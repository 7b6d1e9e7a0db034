using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Faults;

/// <summary>Targets that end, fork, execute or get signals in the middle of a checkpoint.</summary>
public sealed class MovingTargetTests : FaultTest
{
    [Fact]
    public void A_target_that_ends_in_the_middle()
    {
        foreach (var milliseconds in Enumerable.Range(0, 12).Select(i => i * 7))
        {
            var target = Bench.Start("short", "sleep", $"0.{milliseconds + 1:000}");
            var result = Bench.Checkpoint(target.Pid, "--leave-running");
            Assert.True(result.ExitCode is 0 or 1 or 4, $"exit code {result.ExitCode}\n{result}");
            if (result.ExitCode != 0)
                result.ExpectFailure(result.ExitCode);
            Assert.True(target.WaitForExit(TimeSpan.FromSeconds(5)) == 0, $"the target ended with {target.ExitCode()}\n{result}");
        }
    }

    [Fact]
    public void A_target_that_is_killed_in_the_middle()
    {
        foreach (var milliseconds in new[] { 1, 5, 10, 20, 40, 80 })
        {
            var guest = Bench.StartGuest("memory-private");
            var checkpoint = Bench.StartPerdure("checkpoint", $"{guest.Pid}");
            Thread.Sleep(milliseconds);
            Signal(guest.Pid, "KILL");
            var code = checkpoint.WaitForExit(TimeSpan.FromSeconds(20));
            Assert.True(code is 0 or 1 or 4, $"exit code {code}\n{checkpoint.Errors}");
            Patience.Until(() => ProcessTree.State(guest.Pid) is null, TimeSpan.FromSeconds(5), "the killed guest to be gone");
        }
    }

    [Fact]
    public void Two_checkpoints_of_the_same_target_at_once()
    {
        var guest = Bench.StartGuest(SomeGuest);
        var before = ProcessPicture.Of(guest.Pid, withSiblings: true);
        for (var round = 0; round < 5; round++)
        {
            Keeper[] both = [Bench.StartPerdure("checkpoint", $"{guest.Pid}"), Bench.StartPerdure("checkpoint", $"{guest.Pid}")];
            var codes = both.Select(run => run.WaitForExit(TimeSpan.FromSeconds(30))).ToArray();
            Assert.True(codes.All(code => code is 0 or 1), $"exit codes {codes[0]} and {codes[1]}\n{both[0].Errors}{both[1].Errors}");
            Assert.Contains(0, codes);
        }
        ExpectUnharmed(guest, before);
    }

    [Fact]
    public void Checkpoints_of_two_targets_at_once_into_one_store()
    {
        GuestProgram[] guests = [Bench.StartGuest("memory-private"), Bench.StartGuest("memory-fork")];
        var runs = guests.Select(guest => Bench.StartPerdure("checkpoint", $"{guest.Pid}", "--kill")).ToArray();
        Assert.All(runs, run => Assert.True(run.WaitForExit(TimeSpan.FromSeconds(30)) == 0, run.Errors));
        var listed = Bench.Perdure("list", "--json").Expect(0).Json.GetProperty("checkpoints");
        Assert.Equal(2, listed.GetArrayLength());
        foreach (var checkpoint in listed.EnumerateArray())
            Bench.Restore(checkpoint.GetProperty("id").GetString()!).Expect(0);
        Assert.All(guests, guest => guest.ExpectPass());
    }

    [Fact]
    public void Interrupted_by_the_user_it_leaves_the_target_unharmed()
    {
        foreach (var signal in new[] { "INT", "TERM" })
        {
            var guest = Bench.StartGuest("memory-busy");
            var checkpoint = Bench.StartPerdure("checkpoint", $"{guest.Pid}", "--kill");
            Thread.Sleep(15);
            if (checkpoint.ExitCode() is null)
                Signal(checkpoint.Pid, signal);
            Assert.True(checkpoint.WaitForExit(TimeSpan.FromSeconds(20)) is not null, "it does not end");
            if (checkpoint.ExitCode() != 0)
                guest.ExpectPass();
        }
    }
}
