using Perdure.CliTests.Guests;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Recoveries;

/// <summary>Every guest checks itself: threads, children, signals, timers, vfork, exec, stops, settings. Under a guard each is what it is alone.</summary>
public sealed class GuestsUnderGuardTests : RecoveryTest
{
    private static readonly TimeSpan s_atWork = TimeSpan.FromMilliseconds(150);

    // docs/limits.md: what a guard can't do, or a program can see of it.
    private static readonly Dictionary<string, string> s_refused = new()
    {
        ["process-vfork"] = "vfork",
        ["thread-leader-gone"] = "runs on although its first thread has ended",
    };

    [Theory]
    [MemberData(nameof(GuestCase.Alone), MemberType = typeof(GuestCase))]
    public void A_guest_passes_under_a_guard(string name)
    {
        Assert.SkipWhen(name == "process-stopped", "a stopped process that is traced is in state t, not T, and this guest looks");
        var guest = Bench.StartGuest(name);
        if (s_refused.TryGetValue(name, out var why))
        {
            Assert.NotEqual(0, Bench.Perdure("attach", $"{guest.Pid}", "--recover", "--name", name).ExitCode);
            Assert.Contains(why, Bench.Transcript, StringComparison.Ordinal);
            guest.ExpectPass();
            return;
        }

        Guard(guest.Pid, name);
        Thread.Sleep(s_atWork);
        guest.ExpectPass();
        Assert.DoesNotContain(Kinds(name), kind => kind.StartsWith("crash", StringComparison.Ordinal));
    }
}
