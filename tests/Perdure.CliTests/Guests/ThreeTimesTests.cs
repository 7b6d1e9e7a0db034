using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Guests;

/// <summary>A restored program can be checkpointed and restored again: what a restore leaves behind doesn't pile up.</summary>
public sealed class ThreeTimesTests : GuestTest
{
    [Theory]
    [MemberData(nameof(GuestCase.ThreeTimes), MemberType = typeof(GuestCase))]
    public void A_guest_comes_back_three_times_in_a_row(string name)
    {
        var guest = Bench.StartGuest(name);
        for (var round = 0; round < 3; round++)
            KillAndBringBack(guest);
        guest.ExpectPass();
    }
}
