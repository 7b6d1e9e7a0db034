using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Guests;

/// <summary>A program that was killed comes back as it was.</summary>
public sealed class KillAndRestoreTests : GuestTest
{
    [Theory]
    [MemberData(nameof(GuestCase.KillAndRestore), MemberType = typeof(GuestCase))]
    public void A_killed_guest_comes_back(string name)
    {
        var guest = Bench.StartGuest(name);
        KillAndBringBack(guest);
        guest.ExpectPass();
    }
}
