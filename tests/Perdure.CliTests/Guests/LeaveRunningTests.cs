using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Guests;

/// <summary>A checkpoint changes nothing in a program that it lets run.</summary>
public sealed class LeaveRunningTests : GuestTest
{
    [Theory]
    [MemberData(nameof(GuestCase.LeaveRunning), MemberType = typeof(GuestCase))]
    public void A_checkpoint_leaves_the_guest_as_it_was(string name)
    {
        var guest = Bench.StartGuest(name);
        var before = PictureOf(guest, withSiblings: true);
        CheckpointOrRefuse(guest, "--leave-running");
        ExpectSame(before, ProcessPicture.Of(guest.Pid, withSiblings: true), guest);
        guest.ExpectPass();
    }
}
