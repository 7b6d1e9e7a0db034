using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Guests;

/// <summary>Ten checkpoints in a row while the guest works: none of them changes it, and the last one is as good as the first.</summary>
public sealed class WhileBusyTests : GuestTest
{
    [Theory]
    [MemberData(nameof(GuestCase.WhileBusy), MemberType = typeof(GuestCase))]
    public void Ten_checkpoints_leave_a_working_guest_unharmed(string name)
    {
        var guest = Bench.StartGuest(name);
        for (var round = 0; round < 10; round++)
            CheckpointOrRefuse(guest, "--leave-running");
        guest.ExpectPass();
    }
}
