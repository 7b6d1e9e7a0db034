using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Guests;

/// <summary>A lazily restored program sees the same memory as an eagerly restored one.</summary>
public sealed class LazyTests : GuestTest
{
    [Theory]
    [MemberData(nameof(GuestCase.Lazy), MemberType = typeof(GuestCase))]
    public void A_lazily_restored_guest_passes(string name)
    {
        var guest = Bench.StartGuest(name);
        KillAndBringBack(guest, "--lazy");
        guest.ExpectPass();
    }
}
