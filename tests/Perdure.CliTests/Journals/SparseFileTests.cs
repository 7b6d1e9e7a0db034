using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Journals;

/// <summary>A program whose number in memory and in a sparse file of 1 GB are the same at every moment: what a series reads of it, by count, and what a restore says and does.</summary>
public sealed class SparseFileTests : JournalTest
{
    private const long Data = 8L << 20;
    private readonly string _folder;
    private readonly string _book;
    private readonly Keeper _guest;

    public SparseFileTests()
    {
        _folder = Bench.MakeFolder("books");
        _book = Path.Combine(_folder, "book");
        _guest = Bench.StartIn(_folder, "books", CCompiler.Build("tool-books"), _folder);
        AwaitText(_guest, "ready\n");
        LetFilesRest();
    }

    [Fact]
    public void A_series_reads_what_may_have_changed_and_stores_what_has()
    {
        Bench.Perdure("attach", $"{_guest.Pid}", "--files", "journal", "--detach", "--json").Expect(0);
        var first = Bench.Checkpoint(_guest.Pid).Expect(0).Text("id");
        Assert.InRange(Cost(first, "bytesRead"), Data, Data + (1 << 20));
        Assert.InRange(Cost(first, "bytesHandedOver"), Data, Data + (1 << 20));

        var unchanged = Bench.Checkpoint(_guest.Pid).Expect(0).Text("id");
        Assert.Equal(0, Cost(unchanged, "bytesRead"));
        // Its standard output and error are files as well.
        Assert.Equal(3, Cost(unchanged, "files"));

        Turn(1);
        var changed = Bench.Checkpoint(_guest.Pid).Expect(0).Text("id");
        Assert.InRange(Cost(changed, "bytesRead"), Data, Data + (1 << 20));
        Assert.InRange(Cost(changed, "bytesHandedOver"), 1, 4 * 256 * 1024);

        Turn(2);
        Bench.Perdure("stop", $"{_guest.Pid}", "--json").Expect(0);
        KillProgram(_guest.Pid);
        foreach (var id in new[] { first, unchanged, changed })
            Bench.Perdure("verify", id, "--json").Expect(0);

        // The second refers to all chunks of the first and has none of its own.
        Bench.Perdure("delete", first).Expect(0);
        Bench.Restore(unchanged, "--files", "as-saved").Expect(0);
        Assert.Equal(0, BitConverter.ToInt64(Head(_book)));
        Assert.InRange(Allocated(_book), Data / 2, 2 * Data);
        ExpectAgreement();
        Assert.Equal(2, BitConverter.ToInt64(Head(Assert.Single(Directory.GetFiles(_folder, "book.perdure-kept-*")))));
        Assert.Empty(Leftovers(_folder));
    }

    [Fact]
    public void A_refusal_says_exactly_what_differs_and_nothing_is_touched()
    {
        var id = Bench.Checkpoint(_guest.Pid, "--files", "journal").Expect(0).Text("id");
        KillProgram(_guest.Pid);
        using (var file = File.OpenWrite(_book))
        {
            file.Position = (256L << 20) + 5000;
            file.Write(new byte[7]);
        }

        var text = Bench.Restore(id).ExpectFailure(1, _book, "as-saved").Errors;
        Assert.Matches(@"the same size of 1073741824 bytes, but other content or age; [5-7] of the 1073741824 bytes that both have differ, the first at 26844045[6-8]", text);
        using (var file = File.OpenWrite(_book))
            file.SetLength(1000);
        Bench.Restore(id).ExpectFailure(1, "1000 bytes instead of 1073741824; the first 1000 bytes are the same");
        File.Delete(_book);
        Bench.Restore(id).ExpectFailure(1, "it is gone");
        Assert.False(File.Exists(_book));
        Bench.Restore(id, "--files", "as-saved").Expect(0);
        ExpectAgreement();
        Assert.Equal(1L << 30, new FileInfo(_book).Length);
    }

    [Fact]
    public void A_file_that_was_only_touched_has_not_changed()
    {
        var id = Bench.Checkpoint(_guest.Pid, "--files", "journal", "--kill").Expect(0).Text("id");
        File.SetLastWriteTimeUtc(_book, DateTime.UnixEpoch.AddYears(40));
        Bench.Restore(id).Expect(0);
        ExpectAgreement();
        var folder = Path.Combine(Bench.Folder, "exported");
        Bench.Perdure("export", id, "--files", folder, "--json").Expect(0);
        var exported = Directory.GetFiles(folder).Single(static file => new FileInfo(file).Length == 1L << 30);
        Assert.InRange(Allocated(exported), Data / 2, 2 * Data);
    }

    [Fact]
    public void A_restore_that_fails_later_puts_back_what_was_there()
    {
        var id = Bench.Checkpoint(_guest.Pid, "--files", "journal").Expect(0).Text("id");
        Turn(1);
        KillProgram(_guest.Pid);
        Bench.Environment["PERDURE_FAIL_AT"] = "ready";
        Bench.Restore(id, "--files", "as-saved").ExpectFailure(1, "ready");
        Bench.Environment.Remove("PERDURE_FAIL_AT");
        Assert.Equal(1, BitConverter.ToInt64(Head(_book)));
        Assert.Empty(Directory.GetFiles(_folder, "*perdure*"));
        Bench.Restore(id, "--files", "as-saved").Expect(0);
        Assert.Equal(0, BitConverter.ToInt64(Head(_book)));
        ExpectAgreement();
    }

    [Fact]
    public void A_file_beyond_the_limit_is_left_out_and_both_ends_say_why()
    {
        var taken = Bench.Checkpoint(_guest.Pid, "--files", "journal", "--files-limit", "1M", "--kill").Expect(0);
        var id = taken.Text("id");
        Assert.Contains("--files-limit", taken.Json.GetProperty("notes").ToString(), StringComparison.Ordinal);
        Assert.Contains("content not kept: it has", Bench.Perdure("show", id).Expect(0).Output, StringComparison.Ordinal);
        using (var file = File.OpenWrite(_book))
            file.Write(new byte[7]);
        Bench.Restore(id, "--files", "as-saved").ExpectFailure(1, _book, "--files-limit", "--files journal");
    }

    private static byte[] Head(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[sizeof(long)];
        file.ReadExactly(head);
        return head;
    }

    private long Allocated(string path)
    {
        var stat = Bench.Start("stat", "stat", "-c", "%b", path);
        Assert.Equal(0, stat.WaitForExit(TimeSpan.FromSeconds(5)));
        return 512 * long.Parse(stat.Output);
    }

    private void Turn(int number)
    {
        File.WriteAllText(Path.Combine(_folder, $"turn-{number}"), "");
        AwaitText(_guest, $"wrote {number}\n");
        File.Delete(Path.Combine(_folder, $"turn-{number}"));
        LetFilesRest();
    }

    /// <summary>It runs, it goes on from its own number, and never saw another one in the file.</summary>
    private void ExpectAgreement()
    {
        Assert.True(ProcessTree.IsAlive(_guest.Pid), "the restored program is gone");
        File.WriteAllText(Path.Combine(_folder, "turn-1"), "");
        Patience.Until(() => _guest.Output.EndsWith("wrote 1\n", StringComparison.Ordinal), Limit, "the restored program to write");
        File.Delete(Path.Combine(_folder, "turn-1"));
        Assert.EndsWith("wrote 1\n", _guest.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fail", _guest.Output, StringComparison.Ordinal);
        Assert.Equal(1, BitConverter.ToInt64(Head(_book)));
    }
}
