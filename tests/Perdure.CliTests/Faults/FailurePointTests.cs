using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Faults;

/// <summary>Every named failure point of the checkpoint path: perdure fails there, and the target runs on unchanged.</summary>
public sealed class FailurePointTests : FaultTest
{
    private const string Variable = "PERDURE_FAIL_AT";

    [Theory]
    [InlineData("thread-many")]
    [InlineData("process-tree")]
    [InlineData("ipc-unix")]
    public void The_target_survives_a_failure_at_each_point(string name)
    {
        var points = Bench.Perdure("failure-points").Expect(0).Json.EnumerateArray().Select(point => point.GetString()!).ToList();
        Assert.NotEmpty(points);
        foreach (var point in points)
        {
            var guest = Bench.StartGuest(name);
            var before = ProcessPicture.Of(guest.Pid, withSiblings: true);
            Bench.Environment[Variable] = point;
            var result = Bench.Checkpoint(guest.Pid, "--kill");
            Bench.Environment.Remove(Variable);
            Assert.True(result.ExitCode != 0, $"{point} was not reached\n{result}");
            ExpectUnharmed(guest, before);
            ExpectEmptyStore();
        }
    }

    [Fact]
    public void A_checkpoint_after_a_failed_one_is_as_good_as_any()
    {
        var points = Bench.Perdure("failure-points").Expect(0).Json.EnumerateArray().Select(point => point.GetString()!).ToList();
        var guest = Bench.StartGuest("thread-many");
        foreach (var point in points)
        {
            Bench.Environment[Variable] = point;
            Bench.Checkpoint(guest.Pid);
        }
        Bench.Environment.Remove(Variable);
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        Bench.Restore(id).Expect(0);
        guest.ExpectPass();
    }
}
