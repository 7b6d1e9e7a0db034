using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Faults;

/// <summary>A guest that counts and a tool that fails: afterwards the guest must run on unchanged.</summary>
public abstract class FaultTest : CliTest
{
    private protected const string SomeGuest = "thread-many";

    /// <summary>What a signal does is up to the kernel; kill(1) sends it.</summary>
    private protected void Signal(int pid, string name)
    {
        var kill = Bench.Start("kill", "kill", $"-{name}", $"{pid}");
        Assert.True(kill.WaitForExit(TimeSpan.FromSeconds(5)) == 0, $"kill -{name} {pid}: {kill.Errors}");
    }

    private protected void ExpectUnharmed(GuestProgram guest, ProcessPicture before)
    {
        // A process that cleans up after a killed perdure may need a moment.
        IReadOnlyList<string> differences = [];
        Patience.TryUntil(() => (differences = before.DifferencesTo(ProcessPicture.Of(guest.Pid, withSiblings: true), guest.Source.Differs)).Count == 0, TimeSpan.FromSeconds(5));
        Assert.True(differences.Count == 0, $"the target changed:\n{string.Join('\n', differences)}\n{Bench.Transcript}");
        guest.ExpectPass();
    }

    private protected void ExpectEmptyStore()
    {
        var listed = Bench.Perdure("list", "--json").Expect(0);
        Assert.Equal(0, listed.Json.GetProperty("checkpoints").GetArrayLength());
    }
}
