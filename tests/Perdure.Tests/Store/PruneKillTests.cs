using System.Diagnostics;
using System.Globalization;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Store.Retention;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>
/// Processes that write, prune and verify one store at the same time, and are killed at random moments: what is listed is whole, and nothing is left of the rest.
/// PERDURE_KILL_TRIALS=1000 by night; else 60, or fewer on a machine that is too slow for so many.
/// </summary>
public sealed class PruneKillTests : IDisposable
{
    private const int DefaultTrials = 60;
    private const int LeastTrials = 15;
    private const int TrialsUntilAllDie = 12;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(50);
    private static readonly string[] s_works = [nameof(Writer), nameof(Pruner), nameof(Verifier)];
    private readonly ScratchStore _scratch = new();
    private readonly Random _random = new();

    private string DamageFile => DamageFileOf(_scratch.Root);

    [Fact]
    public void Writers_and_pruners_that_are_killed_leave_whole_checkpoints_and_nothing_else()
    {
        var asked = Environment.GetEnvironmentVariable("PERDURE_KILL_TRIALS");
        var trials = int.Parse(asked ?? $"{DefaultTrials}", CultureInfo.InvariantCulture);
        var clock = Stopwatch.StartNew();
        var done = 0;
        while (done < trials && (asked is not null || done < LeastTrials || clock.Elapsed < s_patience))
        {
            done += KillOneByOne(TrialsUntilAllDie);
            _scratch.Reopen();
            ExpectWhole();
            ExpectNothingElse();
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{done} trials in {clock.Elapsed.TotalSeconds:0} s, {_scratch.Store.List().Count} checkpoints left");
        foreach (var entry in _scratch.Store.List())
            _scratch.Store.Delete(entry.Id);
        Assert.Empty(_scratch.Files());
    }

    [Theory]
    [InlineData("prune-removed")]
    [InlineData("garbage-images-removed")]
    [InlineData("garbage-pack-forgotten")]
    [InlineData("garbage-packs-removed")]
    [InlineData("garbage-chunks-forgotten")]
    [InlineData("garbage-holes-punched")]
    public void A_pruner_that_is_killed_at_each_point_leaves_the_rest_to_the_next_open(string point)
    {
        var shared = Pages.Noise(1);
        byte[][] lost = [Pages.Noise(2), Pages.Noise(3), Pages.Noise(4)];
        var first = _scratch.Save("a", [lost[0], shared, lost[1]]);
        _scratch.Save("a", [shared, lost[2]]);
        var last = _scratch.Save("a", [shared]);
        using (var pruner = new VictimProcess(typeof(PruneKillTests), nameof(PrunerOfAll), _scratch.Root, point))
            Assert.Equal(137, pruner.AwaitEnd());
        // The store that was open all the time cleans nothing up before it writes: what it finds in the catalog must be there.
        var early = _scratch.Save("early", lost);
        Assert.Equal(lost, _scratch.Load(early.Id));
        _scratch.Store.Delete(early.Id);
        _scratch.Reopen();
        Assert.Equal(last, Assert.Single(_scratch.Store.List()));
        ExpectWhole();
        ExpectNothingElse();
        Assert.Equal(Pages.ChunkBytes, StoreFiles.AllocatedBytes(_scratch.Store.Layout.Pack(first.Id.Value)));
        var again = _scratch.Save("b", lost);
        Assert.Equal(lost, _scratch.Load(again.Id));
        _scratch.Store.Delete(last.Id);
        Assert.Equal(lost, _scratch.Load(again.Id));
        _scratch.Store.Delete(again.Id);
        Assert.Empty(_scratch.Files());
    }

    /// <summary>The body of a process to be killed: writes and compacts for ever. Half of each checkpoint is shared with others.</summary>
    [Fact]
    public void Writer()
    {
        using var store = ImageStore.Open(VictimProcess.StoreOfVictim());
        VictimProcess.SayReady();
        var random = new Random();
        for (var i = 0; ; i++)
        {
            using (var writer = store.Begin(new CheckpointLabel($"name {i % 3}", i + 1, "x"), (ImageCompression)(i % 2)))
            {
                for (var chunk = 0; chunk < 4; chunk++)
                {
                    ScratchStore.Add(writer, Pages.Words(random.Next(8), 60_000));
                    ScratchStore.Add(writer, Pages.Noise(random.Next(), random.Next(1, 30_000)));
                }
                writer.AddSection(SectionKind.Program, [1, 2, 3]);
                writer.Commit(new ImageTotals(1, 1, 0));
            }
            foreach (var id in store.ListDeferred())
                Try(() => store.Compact(id));
            Rest(random);
        }
    }

    /// <summary>The body of a process to be killed: prunes and deletes for ever.</summary>
    [Fact]
    public void Pruner()
    {
        using var store = ImageStore.Open(VictimProcess.StoreOfVictim());
        VictimProcess.SayReady();
        var random = new Random();
        while (true)
        {
            store.Prune(new PruneRules(null, KeepPolicy.Parse("last=6"), random.Next(8) == 0 ? 2 << 20 : null));
            if (random.Next(20) == 0 && store.List() is { Count: > 0 } list)
                Try(() => store.Delete(list[random.Next(list.Count)].Id));
            Rest(random);
        }
    }

    /// <summary>The body of a process to be killed: verifies for ever, and writes down what is damaged.</summary>
    [Fact]
    public void Verifier()
    {
        var root = VictimProcess.StoreOfVictim();
        using var store = ImageStore.Open(root);
        VictimProcess.SayReady();
        var random = new Random();
        while (true)
        {
            File.AppendAllLines(DamageFileOf(root), Damage(store));
            Rest(random);
        }
    }

    /// <summary>The body of a process that dies at a failure point.</summary>
    [Fact]
    public void PrunerOfAll()
    {
        using var store = ImageStore.Open(VictimProcess.StoreOfVictim());
        store.Prune(new PruneRules("a", KeepPolicy.Parse("last=1"), null));
    }

    public void Dispose()
    {
        _scratch.Dispose();
        File.Delete(DamageFile);
    }

    private static string DamageFileOf(string root) => root + ".damage";

    private int KillOneByOne(int trials)
    {
        var victims = s_works.Select(Start).ToArray();
        try
        {
            for (var trial = 0; trial < trials; trial++)
            {
                var work = trial % victims.Length;
                victims[work].AwaitReady();
                Thread.Sleep(_random.Next(0, 120));
                victims[work].Kill();
                victims[work].Dispose();
                victims[work] = Start(s_works[work]);
                using var other = ImageStore.Open(_scratch.Root);
                Assert.Empty(Damage(other));
            }
        }
        finally
        {
            foreach (var victim in victims)
                victim.Dispose();
        }
        return trials;
    }

    private VictimProcess Start(string work) => new(typeof(PruneKillTests), work, _scratch.Root);

    private void ExpectWhole()
    {
        Assert.Empty(Damage(_scratch.Store));
        Assert.True(!File.Exists(DamageFile) || File.ReadAllText(DamageFile).Length == 0, "a verifier found damage");
    }

    private void ExpectNothingElse()
    {
        var layout = _scratch.Store.Layout;
        Assert.Empty(Directory.GetFiles(layout.Unfinished));
        Assert.Empty(_scratch.Store.Catalog.ListGarbage());
        Assert.Equal(_scratch.Store.List().Count, Directory.GetFiles(layout.Images).Length);
        Assert.All(Directory.GetFiles(layout.Packs), pack => Assert.NotEmpty(_scratch.Store.Catalog.FilesUsing(Path.GetFileNameWithoutExtension(pack))));
    }

    // Others may delete what was listed just now; whatever is still listed afterwards must have been whole.
    private static List<string> Damage(ImageStore store)
    {
        var found = store.List().Select(entry => (entry.Id, store.Verify(entry.Id).Problems)).Where(pair => pair.Problems.Count > 0).ToList();
        var listed = store.List().Select(entry => entry.Id).ToHashSet();
        return [.. found.Where(pair => listed.Contains(pair.Id)).SelectMany(pair => pair.Problems.Select(problem => $"{pair.Id}: {problem}"))];
    }

    // Garbage is collected only in moments in which nobody writes or reads.
    private static void Rest(Random random) => Thread.Sleep(random.Next(30));

    private static void Try(Action work)
    {
        try
        {
            work();
        }
        catch (PerdureException)
        {
            // Somebody else deleted it.
        }
    }
}
