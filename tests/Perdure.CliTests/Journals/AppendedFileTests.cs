using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Journals;

/// <summary>A file that a program appends to without O_APPEND: only its end is read, unless its head changes as well; a change in its midst is found in the end.</summary>
public sealed class AppendedFileTests : JournalTest
{
    private const int Size = 2_000_000;
    private const string Script = """
        import os, sys, time
        path = sys.argv[1]
        file = open(path + ".data", "r+b", buffering=0)
        file.seek(0, os.SEEK_END)
        print("ready", flush=True)
        turn = 0
        while True:
            try:
                place = int(open(path + ".turn-%d" % (turn + 1)).read() or "x")
            except (OSError, ValueError):
                time.sleep(0.002)
                continue
            turn += 1
            if place >= 0:
                file.seek(place)
                file.write(b"turn %d" % turn)
                file.seek(0, os.SEEK_END)
            file.write(b"end of turn %d\n" % turn * 50)
            print("turn %d done" % turn, flush=True)
        """;

    private readonly string _path;
    private readonly Keeper _program;
    private int _turn;

    public AppendedFileTests()
    {
        _path = Path.Combine(Bench.MakeFolder("appended"), "book");
        var bytes = new byte[Size];
        new Random(7).NextBytes(bytes);
        File.WriteAllBytes(_path + ".data", bytes);
        _program = Bench.Start("appender", Needs.Program("python3"), WriteFile("appender.py", Script), _path);
        AwaitText(_program, "ready\n");
        Bench.Perdure("attach", $"{_program.Pid}", "--files", "journal", "--detach", "--json").Expect(0);
        _ = Bench.Checkpoint(_program.Pid).Expect(0);
    }

    [Fact]
    public void Only_the_end_is_read_until_the_head_changes()
    {
        var appended = Turn(-1);
        Assert.InRange(Cost(appended, "bytesRead"), 1, 1_100_000);
        ExpectContent(appended);
        var patched = Turn(100);
        Assert.InRange(Cost(patched, "bytesRead"), Size, 2 * Size);
        ExpectContent(patched);
        var again = Turn(-1);
        Assert.InRange(Cost(again, "bytesRead"), Size, 2 * Size);
        Assert.InRange(Cost(again, "bytesHandedOver"), 1, 600_000);
        ExpectContent(again);
    }

    [Fact]
    public void A_change_in_the_midst_is_found_by_the_next_whole_reading()
    {
        var id = Turn(Size / 2);
        Assert.InRange(Cost(id, "bytesRead"), 1, 1_100_000);
        for (var round = 0; round < 70 && Cost(id, "bytesRead") < Size; round++)
            id = Turn(-1);
        Assert.InRange(Cost(id, "bytesRead"), Size, 2 * Size);
        ExpectContent(id);
        ExpectContent(Turn(Size / 2));
    }

    [Fact]
    public void A_change_in_the_midst_is_found_as_soon_as_the_file_rests()
    {
        var id = Turn(Size / 2);
        Assert.InRange(Cost(id, "bytesRead"), 1, 1_100_000);
        Thread.Sleep(2200);
        var rested = Bench.Checkpoint(_program.Pid).Expect(0).Text("id");
        Assert.InRange(Cost(rested, "bytesRead"), Size, 2 * Size);
        Assert.Equal(0, Cost(rested, "bytesReadInPause"));
        ExpectContent(rested);
        var again = Bench.Checkpoint(_program.Pid).Expect(0).Text("id");
        Assert.Equal(0, Cost(again, "bytesRead"));
        ExpectContent(again);
    }

    /// <summary>Has the program append, and write somewhere else before that if the place is not negative; then takes a checkpoint.</summary>
    private string Turn(int place)
    {
        File.WriteAllText($"{_path}.turn-{++_turn}", $"{place}");
        AwaitText(_program, $"turn {_turn} done\n");
        return Bench.Checkpoint(_program.Pid).Expect(0).Text("id");
    }

    private void ExpectContent(string id)
    {
        var folder = Path.Combine(Bench.Folder, $"exported-{id}");
        Bench.Perdure("export", id, "--files", folder, "--json").Expect(0);
        var exported = Directory.GetFiles(folder).Single(static file => new FileInfo(file).Length > Size);
        Assert.True(File.ReadAllBytes(_path + ".data").AsSpan().SequenceEqual(File.ReadAllBytes(exported)), "the checkpoint has other bytes than the file");
    }
}
