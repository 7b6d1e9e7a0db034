using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Faults;

/// <summary>perdure is killed (SIGKILL) at every named point of a checkpoint: the target runs on unchanged, and can be checkpointed.</summary>
public sealed class FailurePointKillTests : FaultTest
{
    private const string Variable = "PERDURE_FAIL_AT";

    [Theory]
    [InlineData("thread-many")]
    [InlineData("process-tree")]
    [InlineData("ipc-unix")]
    public void The_target_survives_the_death_of_perdure_at_each_point(string name)
    {
        var points = Bench.Perdure("failure-points").Expect(0).Json.EnumerateArray().Select(point => point.GetString()!).ToList();
        Assert.NotEmpty(points);
        var guest = Bench.StartGuest(name);
        var before = ProcessPicture.Of(guest.Pid, withSiblings: true);
        foreach (var point in points)
        {
            KillAt(point, () => Bench.Checkpoint(guest.Pid, "--kill"));
            IReadOnlyList<string> differences = [];
            Patience.TryUntil(() => (differences = before.DifferencesTo(ProcessPicture.Of(guest.Pid, withSiblings: true), guest.Source.Differs)).Count == 0, TimeSpan.FromSeconds(5));
            Assert.True(differences.Count == 0, $"the target changed at {point}:\n{string.Join('\n', differences)}\n{Bench.Transcript}");
            ExpectEmptyStore();
        }
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        Assert.True(Bench.Perdure("verify", id, "--json").Json.GetProperty("ok").GetBoolean());
        Bench.Restore(id).Expect(0);
        guest.ExpectPass();
    }

    [Theory]
    [InlineData("thread-many", "")]
    [InlineData("thread-many", ":kill")]
    [InlineData("process-tree", "")]
    [InlineData("process-tree", ":kill")]
    [InlineData("ipc-pipe", "")]
    [InlineData("ipc-pipe", ":kill")]
    public void A_restore_that_fails_at_any_point_leaves_nothing_and_can_be_repeated(string name, string how)
    {
        var points = Bench.Perdure("failure-points", "--restore").Expect(0).Json.EnumerateArray().Select(point => point.GetString()!).ToList();
        Assert.NotEmpty(points);
        var guest = Bench.StartGuest(name);
        var tree = ProcessTree.Of(guest.Pid);
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        foreach (var point in points)
        {
            if (how.Length > 0)
                KillAt(point, () => Bench.Restore(id));
            else
                FailAt(point, () => Bench.Restore(id));
            Patience.Until(() => !tree.Any(ProcessTree.IsAlive), TimeSpan.FromSeconds(10), $"what was built until {point} to end\n{Bench.Transcript}");
        }
        Bench.Restore(id).Expect(0);
        guest.ExpectPass();
    }

    private void FailAt(string point, Func<CommandResult> run)
    {
        Bench.Environment[Variable] = point;
        var result = run();
        Bench.Environment.Remove(Variable);
        result.ExpectFailure(1, point);
    }

    private void KillAt(string point, Func<CommandResult> run)
    {
        Bench.Environment[Variable] = $"{point}:kill";
        var result = run();
        Bench.Environment.Remove(Variable);
        Assert.True(result.ExitCode is not (0 or 1 or 70), $"perdure was not killed at {point}\n{result}");
    }
}
