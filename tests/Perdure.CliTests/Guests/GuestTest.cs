using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Guests;

/// <summary>What all modes share: checkpoint a guest, bring it back, compare the pictures.</summary>
public abstract class GuestTest : CliTest
{
    private static readonly IReadOnlySet<string> Nothing = new HashSet<string>();

    /// <summary>
    /// A checkpoint that must succeed, or a refusal that the guest's directions allow: the guest must then be as it was, and the
    /// test is skipped with the tool's own reason.
    /// </summary>
    private protected string CheckpointOrRefuse(GuestProgram guest, string after)
    {
        var result = Bench.Checkpoint(guest.Pid, after);
        if (result.ExitCode == 0)
            return result.Text("id");
        if (guest.Source.MayRefuse is { } word && result.ExitCode is 1 or 3 or 4 && result.Errors.Contains(word, StringComparison.OrdinalIgnoreCase))
        {
            guest.ExpectPass();
            Assert.Skip($"refused: {result.Errors.Trim()}");
        }
        result.Expect(0);
        return "";
    }

    /// <summary>A picture of the guest at rest: on a busy machine its threads may still be starting when it says that it is ready.</summary>
    private protected static ProcessPicture PictureOf(GuestProgram guest, bool withSiblings = false)
    {
        var picture = ProcessPicture.Of(guest.Pid, withSiblings);
        for (var attempt = 0; attempt < 400; attempt++)
        {
            Thread.Sleep(5);
            var next = ProcessPicture.Of(guest.Pid, withSiblings);
            if (!next.HasThreadBeingBorn && picture.DifferencesTo(next, guest.Source.Differs).Count == 0)
                return next;
            picture = next;
        }
        return picture;
    }

    private protected void KillAndBringBack(GuestProgram guest, params string[] restoreOptions)
    {
        var before = PictureOf(guest);
        var id = CheckpointOrRefuse(guest, "--kill");
        // Nothing of it runs any more; its parent, the keeper, buries it in its own time.
        Patience.Until(() => ProcessTree.State(guest.Pid) is null, TimeSpan.FromSeconds(10), "the end of the killed process");
        var restored = Bench.Restore(id, restoreOptions).Expect(0);
        Assert.Equal(guest.Pid, restored.Number("pid"));
        Assert.True(guest.IsAlive, $"the restored process is gone\n{guest.Output}{Bench.Transcript}");
        LazyServers.AwaitEnd(Bench);
        ExpectSame(before, ProcessPicture.Of(guest.Pid), guest);
    }

    private protected void ExpectSame(ProcessPicture before, ProcessPicture after, GuestProgram guest, IReadOnlySet<string>? mayDiffer = null)
    {
        var differences = before.DifferencesTo(after, guest.Source.Differs.Union(mayDiffer ?? Nothing).ToHashSet());
        Assert.True(differences.Count == 0, $"{guest.Source.Name}: seen from outside, these differ:\n{string.Join('\n', differences.Take(40))}\n{guest.Output}{Bench.Transcript}");
    }
}
