using System.Text;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;
using Perdure.CliTests.Supervision;

namespace Perdure.CliTests.Faults;

/// <summary>A disk of 64 MB, and a supervised redis whose data change until it is full.</summary>
public sealed class FullDiskTests : SupervisionTest
{
    private const int Keys = 10_000;
    private const int ValueBytes = 900;
    private readonly Random random = new(1);
    private readonly string disk;

    public FullDiskTests()
    {
        Needs.Root();
        disk = Bench.MakeFolder("disk");
        var mount = Bench.Start("mount", "mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk);
        Assert.SkipWhen(mount.WaitForExit(Limit) != 0, $"can't mount a tmpfs here: {mount.Errors}");
        Bench.Store = Path.Combine(disk, "store");
    }

    [Theory]
    [InlineData("--keep", "last=3")]
    [InlineData("--max-size", "35M")]
    public void The_oldest_history_goes_by_policy_and_no_checkpoint_is_lost(string option, string value)
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        Attach(redis.Pid, option, value);
        for (var round = 0; round < 20; round++)
        {
            Rewrite(redis);
            Bench.Checkpoint(redis.Pid).Expect(0);
        }

        var events = Events(redis.Pid);
        // The disk was full before the tenth checkpoint, at which old history goes anyway.
        Assert.Contains(events, text => text.StartsWith("checkpoint-failed", StringComparison.Ordinal));
        Assert.Contains(events, text => text.StartsWith("pruned", StringComparison.Ordinal));
        Assert.Equal(20, Status(redis.Pid).GetProperty("checkpoints").GetInt32());
        Assert.InRange(Checkpoints().Count, 1, 15);
        ExpectWhole();
        ExpectAnswers(redis);
    }

    [Fact]
    public void A_policy_that_comes_with_the_next_supervisor_makes_room_at_once()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        Attach(redis.Pid);
        for (var round = 0; round < 20 && Status(redis.Pid).GetProperty("failures").GetInt32() == 0; round++)
        {
            Rewrite(redis);
            Bench.Perdure("checkpoint", $"{redis.Pid}", "--json");
        }

        Bench.Perdure("stop", "full").Expect(0);
        var before = Checkpoints().Count;
        FillUp();
        Attach(redis.Pid, "--keep", "last=2");
        Bench.Checkpoint(redis.Pid).Expect(0);
        Assert.InRange(before, 4, 20);
        Assert.InRange(Checkpoints().Count, 1, 3);
        ExpectWhole();
        ExpectAnswers(redis);
    }

    [Fact]
    public void Without_a_policy_the_error_is_shown_and_it_goes_on_when_there_is_space_again()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        Attach(redis.Pid, "--every", "200ms");
        for (var round = 0; round < 100 && Status(redis.Pid).GetProperty("failures").GetInt32() == 0; round++)
            Rewrite(redis);
        ExpectAdvice(Status(redis.Pid).GetProperty("lastFailure").GetString()!);
        ExpectAdvice(Events(redis.Pid).Last(text => text.StartsWith("checkpoint-failed", StringComparison.Ordinal)));
        ExpectAnswers(redis);

        // Now to the last byte: the journal and the catalog can't be written either.
        var failures = 0;
        Patience.Until(
            () =>
            {
                // Once more each time: what an attempt had taken is free again after it.
                FillUp();
                Bench.Checkpoint(redis.Pid).ExpectFailure(1, "hint: ");
                return Status(redis.Pid) is var status && (failures = status.GetProperty("failures").GetInt32()) > 0 && status.GetProperty("journalFailure").GetString()!.Contains("journal.db", StringComparison.Ordinal);
            },
            Limit,
            "the journal to be without space");
        ExpectAnswers(redis);
        ExpectWhole();
        Assert.InRange(failures, 2, 60);

        foreach (var filler in Directory.GetFiles(disk, "filler*"))
            File.Delete(filler);
        Bench.Perdure("prune", "--keep", "last=1").Expect(0);
        Bench.Checkpoint(redis.Pid).Expect(0);
        var after = Status(redis.Pid);
        Assert.Equal(("", ""), (after.GetProperty("lastFailure").GetString(), after.GetProperty("journalFailure").GetString()));
        Assert.Equal(after.GetProperty("failures").GetInt32(), Events(redis.Pid).Count(text => text.StartsWith("checkpoint-failed", StringComparison.Ordinal)));
        Patience.Until(() => Status(redis.Pid).GetProperty("checkpoints").GetInt32() > after.GetProperty("checkpoints").GetInt32(), Limit, "a checkpoint by the clock");
        ExpectWhole();
        ExpectAnswers(redis);
    }

    [Fact]
    public void Failures_come_ever_more_seldom()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        Attach(redis.Pid, "--every", "100ms");
        AwaitCheckpoints(redis.Pid, 1);
        FillUp();
        Rewrite(redis);
        Patience.Until(() => Status(redis.Pid).GetProperty("failures").GetInt32() > 0, Limit, "a failure");
        var first = Status(redis.Pid).GetProperty("failures").GetInt32();
        Thread.Sleep(4000);
        // Every 100 ms there would be 40.
        Assert.InRange(Status(redis.Pid).GetProperty("failures").GetInt32() - first, 1, 8);
        ExpectAnswers(redis);
    }

    [Theory]
    [InlineData("journal.db", 7)]
    [InlineData("catalog.db", 1)]
    public void Files_that_can_not_be_opened_are_named_and_the_program_goes_on(string name, int code)
    {
        Directory.CreateDirectory(Path.Combine(Bench.Store, name));
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        Bench.Perdure("attach", $"{redis.Pid}", "--every", "200ms").ExpectFailure(1, Path.Combine(Bench.Store, name), "hint: ");
        ExpectAnswers(redis);
        Bench.Perdure("run", "--every", "200ms", "--", "sh", "-c", "touch started; exit 7").Expect(code);
        // Without a store nothing is started; without a journal the program runs unsupervised.
        Assert.Equal(code == 7, File.Exists(Path.Combine(Bench.Folder, "started")));
    }

    protected override void Dispose(bool disposing)
    {
        // The supervisor has files open there: it goes with the workbench, and the disk with its last user.
        if (disposing)
            Bench.Start("umount", "umount", "-l", disk).WaitForExit(Limit);
        base.Dispose(disposing);
    }

    private void Attach(int pid, params string[] options)
    {
        Bench.StartPerdure(["attach", $"{pid}", "--name", "full", .. options]);
        Patience.Until(() => Supervised().Count == 1, Limit, "the supervisor");
    }

    private IReadOnlyList<string> Events(int pid) =>
        [.. Bench.Perdure("events", $"{pid}", "--json").Expect(0).Json.GetProperty("events").EnumerateArray().Select(one => $"{one.GetProperty("kind").GetString()}: {one.GetProperty("text").GetString()}")];

    private void ExpectWhole() => Assert.All(Checkpoints(), id =>
    {
        var verified = Bench.Perdure("verify", id);
        Assert.True(verified.ExitCode == 0 || !Checkpoints().Contains(id), $"{verified}");
    });

    private static void ExpectAdvice(string text)
    {
        Assert.Contains("ENOSPC", text, StringComparison.Ordinal);
        Assert.Contains("perdure prune", text, StringComparison.Ordinal);
    }

    private static void ExpectAnswers(RedisServer redis)
    {
        using var client = redis.Connect();
        Assert.Equal("+PONG", client.Ask("PING"));
        Assert.Contains(ProcessTree.State(redis.Pid), new char?[] { 'R', 'S' });
    }

    // Values that do not compress well, all of them new.
    private void Rewrite(RedisServer redis)
    {
        using var client = redis.Connect();
        var value = new byte[ValueBytes * 3 / 4];
        for (var first = 0; first < Keys; first += 500)
        {
            var batch = new StringBuilder();
            for (var key = first; key < first + 500; key++)
            {
                random.NextBytes(value);
                batch.Append($"SET k:{key} {Convert.ToBase64String(value)}\r\n");
            }

            client.Send(batch.ToString());
            for (var key = first; key < first + 500; key++)
                Assert.Equal("+OK", client.ReadLine());
        }
    }

    private void FillUp()
    {
        using var file = new FileStream(Path.Combine(disk, $"filler{Bench.NextNumber()}"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // It is full now.
        }
    }
}
