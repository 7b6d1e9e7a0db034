using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Guests;

/// <summary>Each guest passes without a checkpoint; otherwise its other results say nothing.</summary>
public sealed class AloneTests : GuestTest
{
    [Theory]
    [MemberData(nameof(GuestCase.Alone), MemberType = typeof(GuestCase))]
    public void A_guest_passes_by_itself(string name)
    {
        var guest = Bench.StartGuest(name);
        var before = PictureOf(guest);
        Thread.Sleep(20);
        ExpectSame(before, ProcessPicture.Of(guest.Pid), guest);
        guest.ExpectPass();
    }
}
