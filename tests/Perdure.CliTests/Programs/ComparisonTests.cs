using System.Diagnostics;
using System.Text.Json;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>A ledger books between two checkpoints: diff names every kind of change, grep finds the entries, export gives them back.</summary>
public sealed class ComparisonTests : ProgramTest
{
    private const int Borders = 255;
    private const int DifferingLetters = 10;
    private string _program = "";
    private int _pid;

    [Fact]
    public void Diff_tells_each_kind_of_change()
    {
        BookBetweenTwoCheckpoints();
        var process = Assert.Single(Diff("first", "second").GetProperty("processes").EnumerateArray());
        Assert.Equal("same", process.GetProperty("kind").GetString());
        Assert.Equal("new", Assert.Single(process.GetProperty("threads").EnumerateArray()).GetProperty("kind").GetString());
        Assert.Contains(process.GetProperty("mappings").EnumerateArray(), mapping => Text(mapping, "kind") == "new" && Number(mapping.GetProperty("after"), "bytes") >= 8 << 20);
        var files = process.GetProperty("files").EnumerateArray().ToList();
        Assert.Contains(files, file => Text(file, "kind") == "moved" && Number(file.GetProperty("before"), "offset") == 0 && Number(file.GetProperty("after"), "offset") == 7);
        Assert.Contains(files, file => Text(file, "kind") == "new" && Text(file.GetProperty("after"), "name") == "/dev/null");
        Assert.Contains(process.GetProperty("memory").EnumerateArray(), memory => Text(memory, "name") == "[heap]" && Number(memory, "pages") is > 0 and < 5);
        Assert.Empty(Diff("second", "second").GetProperty("processes").EnumerateArray());
    }

    [Fact]
    public void Diff_names_variables_with_their_values()
    {
        BookBetweenTwoCheckpoints();
        var variables = Variables("first", "second");
        Assert.Equal(("05000000", "09000000", 1), ValuesOf(variables["ledger_total"]));
        Assert.Equal(("0000000000000000", "4d00000000000000", 1), ValuesOf(variables["ledger_balance"]));
        Assert.Equal((null, null, 11), ValuesOf(variables["ledger_title"]));
        Assert.Equal(("09000000", "05000000", 1), ValuesOf(Variables("second", "first")["ledger_total"]));
        var table = Bench.Perdure("diff", "first", "second").Expect(0).Output;
        Assert.Contains("5 -> 9", table, StringComparison.Ordinal);
        // Another program under the same name has other variables: names would be guesses.
        File.Delete(_program);
        File.Copy(CCompiler.Build("memory-heap"), _program);
        Assert.DoesNotContain("ledger_total", Variables("first", "second").Keys);
    }

    [Fact]
    public void Diff_counts_exactly_the_bytes_that_changed()
    {
        BookBetweenTwoCheckpoints();
        // "first borders" became "other margins" across each border, so both pages of each count; the last byte changed as well.
        var pages = Memory("first", "second").Single(memory => Number(memory, "pages") > Borders);
        Assert.InRange(Number(pages, "bytes"), Borders * DifferingLetters + 1, (Borders * DifferingLetters) + 100);
    }

    [Fact]
    public void A_restored_program_has_the_memory_that_it_had()
    {
        const int pagesOfTheKernel = 3;
        StartLedger();
        var id = Bench.Checkpoint(_pid, "--kill", "--name", "first").Expect(0).Text("id");
        Bench.Restore(id).Expect(0);
        Bench.Checkpoint(_pid, "--leave-running", "--name", "second").Expect(0);
        foreach (var process in Diff("first", "second").GetProperty("processes").EnumerateArray())
        {
            Assert.Empty(process.GetProperty("threads").EnumerateArray());
            Assert.Empty(process.GetProperty("mappings").EnumerateArray());
            // The kernel writes the number of the processor to each thread (rseq).
            Assert.InRange(process.GetProperty("memory").EnumerateArray().Sum(memory => Number(memory, "pages")), 0, pagesOfTheKernel);
        }
    }

    [Fact]
    public void Grep_finds_text_and_export_gives_its_memory_back()
    {
        BookBetweenTwoCheckpoints();
        var match = Assert.Single(Grep(0, "second", "Mister Micawber").EnumerateArray());
        Assert.Equal("[heap]", Text(match, "mapping"));
        Assert.Contains("owed to Mister Micawber: nineteen pounds", Text(match, "context"), StringComparison.Ordinal);
        var file = Path.Combine(Bench.Folder, "region");
        Bench.Perdure("export", "second", "--memory", Text(match, "region"), "--output", file).Expect(0);
        var start = Convert.ToUInt64(Text(match, "region").Split('-')[0], 16);
        Assert.Equal("Mister Micawber"u8, File.ReadAllBytes(file).AsSpan((int)(match.GetProperty("address").GetUInt64() - start), 15));
        var title = Grep(0, "second", "--ignore-case", "--wide", "OF THE SECOND YEAR").EnumerateArray().Single(found => Text(found, "symbol") == "ledger_title");
        Assert.Equal(10, Number(title, "offset"));
        Assert.Empty(Grep(1, "first", "Mister Micawber").EnumerateArray());
        Assert.Empty(Grep(1, "second", "mister micawber").EnumerateArray());
    }

    [Fact]
    public void Grep_finds_what_lies_across_borders_of_pages_and_chunks()
    {
        BookBetweenTwoCheckpoints();
        var found = Grep(0, "second", "--bytes", Convert.ToHexString("other margins"u8), "--max", "1000").EnumerateArray().Where(match => Text(match, "mapping") == "anonymous").ToList();
        Assert.Equal(Borders, found.Count);
        Assert.All(found, match => Assert.Equal(4096UL - 7, match.GetProperty("address").GetUInt64() % 4096));
        var cut = Bench.Perdure("grep", "second", "other margins", "--max", "9", "--json").Expect(0).Json;
        Assert.Equal((9, true), (cut.GetProperty("matches").GetArrayLength(), cut.GetProperty("more").GetBoolean()));
        Bench.Perdure("grep", "second", "other margins", "--pid", "1").ExpectFailure(1, $"{_pid}");
    }

    [Theory]
    [InlineData("diff one")]
    [InlineData("grep one")]
    [InlineData("grep one text --bytes 00")]
    [InlineData("grep one --bytes 0")]
    [InlineData("grep one --bytes 00 --wide")]
    [InlineData("grep one text --max 0")]
    public void A_wrong_command_line_exits_with_2(string line) => Bench.Perdure(line.Split(' ')).ExpectFailure(2);

    private Keeper StartLedger()
    {
        _program = Path.Combine(Bench.Folder, "ledger");
        File.Copy(CCompiler.Build("tool-ledger"), _program);
        var ledger = Bench.Start("ledger", _program, Path.Combine(Bench.Folder, "ledger.log"));
        _pid = ledger.Pid;
        AwaitText(ledger, "ready");
        return ledger;
    }

    private void BookBetweenTwoCheckpoints()
    {
        var ledger = StartLedger();
        Bench.Checkpoint(_pid, "--leave-running", "--name", "first").Expect(0);
        using (var kill = Process.Start("kill", ["-USR1", $"{_pid}"]))
            kill.WaitForExit();
        AwaitText(ledger, "booked");
        Bench.Checkpoint(_pid, "--leave-running", "--name", "second").Expect(0);
    }

    private JsonElement Diff(string before, string after) => Bench.Perdure("diff", before, after, "--json").Expect(0).Json;

    private List<JsonElement> Memory(string before, string after) =>
        [.. Diff(before, after).GetProperty("processes")[0].GetProperty("memory").EnumerateArray()];

    private Dictionary<string, JsonElement> Variables(string before, string after) =>
        Memory(before, after).SelectMany(memory => memory.GetProperty("symbols").EnumerateArray()).GroupBy(symbol => Text(symbol, "name")).ToDictionary(group => group.Key, group => group.First());

    private JsonElement Grep(int exitCode, params string[] arguments) => Bench.Perdure(["grep", .. arguments, "--json"]).Expect(exitCode).Json.GetProperty("matches");

    private static (string? Before, string? After, long Bytes) ValuesOf(JsonElement variable) =>
        (variable.GetProperty("before").GetString(), variable.GetProperty("after").GetString(), Number(variable, "bytes"));

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString() ?? "";

    private static long Number(JsonElement element, string property) => element.GetProperty(property).GetInt64();
}
