using Perdure.CliTests.Guests;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Recoveries;

/// <summary>Every guest checks itself: threads, children, signals, timers, vfork, exec, stops, settings. Under a guard each is what it is alone.</summary>
public sealed class GuestsUnderGuardTests : RecoveryTest
{
    private static readonly TimeSpan s_atWork = TimeSpan.FromMilliseconds(150);

    [Theory]
    [MemberData(nameof(GuestCase.Alone), MemberType = typeof(GuestCase))]
    public void A_guest_passes_under_a_guard(string name)
    {
        var guest = Bench.StartGuest(name);
        Guard(guest.Pid, name);
        Thread.Sleep(s_atWork);
        guest.ExpectPass();
        Assert.DoesNotContain(Kinds(name), kind => kind.StartsWith("crash", StringComparison.Ordinal));
    }
}
