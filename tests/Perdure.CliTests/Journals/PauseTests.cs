using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Journals;

/// <summary>What is read in the pause: of logs what is new, of files at rest nothing that is on disk only.</summary>
public sealed class PauseTests : JournalTest
{
    private const int Logs = 100;
    private const int LogBytes = 1_000_000;
    private const string LogScript = """
        import os, sys, time
        folder = sys.argv[1]
        logs = [open(os.path.join(folder, "log-%d" % n), "ab", buffering=0) for n in range(int(sys.argv[2]))]
        for n, log in enumerate(logs):
            log.write(b"line %d of the log\n" % n * 60000)
        print("ready", flush=True)
        turn = 0
        while True:
            turn += 1
            while not os.path.exists(os.path.join(folder, "turn-%d" % turn)):
                time.sleep(0.002)
            for log in logs:
                if turn == 2:
                    log.truncate(0)
                    log.write(b"cut and written anew: %s\n" % log.name.encode() * 40000)
                log.write(b"turn %d\n" % turn)
            print("turn %d done" % turn, flush=True)
        """;

    private const string ColdScript = """
        import os, sys, time
        file = open(sys.argv[1], "r+b", buffering=0)
        file.write(os.urandom(20000000))
        os.fsync(file.fileno())
        time.sleep(2.5)
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        print("ready", flush=True)
        while True:
            time.sleep(1)
        """;

    private int _turn;

    [Fact]
    public void Of_many_logs_only_what_is_new_is_read_in_the_pause()
    {
        var folder = Bench.MakeFolder("logs");
        var program = Bench.Start("logger", Needs.Program("python3"), WriteFile("logger.py", LogScript), folder, $"{Logs}");
        AwaitText(program, "ready\n");
        Bench.Perdure("attach", $"{program.Pid}", "--files", "journal", "--detach", "--json").Expect(0);
        _ = Bench.Checkpoint(program.Pid).Expect(0);
        var grown = Turn(program, folder);
        Assert.InRange(Cost(grown, "bytesReadInPause"), 1, Logs * 270_000);
        ExpectContent(grown, folder);

        // Cut and written beyond its old end: by its size it could have grown.
        var anew = Turn(program, folder);
        Assert.Equal(0, Cost(anew, "missing"));
        ExpectContent(anew, folder);
        ExpectContent(Turn(program, folder), folder);
    }

    [Fact]
    public void What_is_at_rest_and_not_in_memory_is_read_after_the_pause()
    {
        var path = Path.Combine(Bench.Folder, "cold");
        File.WriteAllText(path, "");
        var program = Bench.Start("cold", Needs.Program("python3"), WriteFile("cold.py", ColdScript), path);
        AwaitText(program, "ready\n");
        var id = Bench.Checkpoint(program.Pid, "--files", "journal").Expect(0).Text("id");
        Assert.InRange(Cost(id, "bytesRead"), 20_000_000, 21_000_000);
        Assert.InRange(Cost(id, "bytesReadInPause"), 0, 1_000_000);
        var exported = Path.Combine(Bench.Folder, "exported");
        Bench.Perdure("export", id, "--files", exported, "--json").Expect(0);
        Assert.Contains(Directory.GetFiles(exported), file => File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(path)));
    }

    private string Turn(Keeper program, string folder)
    {
        File.WriteAllText(Path.Combine(folder, $"turn-{++_turn}"), "");
        AwaitText(program, $"turn {_turn} done\n");
        return Bench.Checkpoint(program.Pid).Expect(0).Text("id");
    }

    /// <summary>No log is like another one, and all are in the checkpoint as they are now.</summary>
    private void ExpectContent(string id, string folder)
    {
        var exported = Path.Combine(Bench.Folder, $"exported-{id}");
        Bench.Perdure("export", id, "--files", exported, "--json").Expect(0);
        var kept = Directory.GetFiles(exported).Where(static file => new FileInfo(file).Length > LogBytes).Select(File.ReadAllText).ToHashSet();
        Assert.All(Directory.GetFiles(folder, "log-*"), log => Assert.True(kept.Contains(File.ReadAllText(log)), $"the checkpoint {id} has other bytes than {log}"));
    }
}
