using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Guests;

/// <summary>In a pid namespace of its own a program notices nothing, and a checkpoint from there is as good as the first.</summary>
public sealed class NewPidTests : GuestTest
{
    [Theory]
    [MemberData(nameof(GuestCase.NewPids), MemberType = typeof(GuestCase))]
    public void A_guest_with_new_pids_passes(string name)
    {
        Assert.SkipUnless(Needs.IsRoot, "a guest may need root, and a namespace of root's");
        var guest = Bench.StartGuest(name);
        var id = CheckpointOrRefuse(guest, "--kill");
        guest.Pid = Bench.Restore(id, "--pid", "new").Expect(0).Number("pid");
        Assert.True(guest.IsAlive, $"the restored process is gone\n{guest.Output}{Bench.Transcript}");
        id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        guest.Pid = Bench.Restore(id).Expect(0).Number("pid");
        guest.ExpectPass();
    }
}
