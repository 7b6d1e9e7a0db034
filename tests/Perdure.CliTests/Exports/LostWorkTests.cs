using System.Text;
using System.Text.Json;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Exports;

/// <summary>A program with unsaved work is gone; its checkpoint gives the work back to gdb, and as bytes.</summary>
public sealed class LostWorkTests : CliTest
{
    private const string Text = "It was a dark and stormy night";

    [Fact]
    public void Gdb_prints_the_lost_text_from_an_exported_core()
    {
        var (program, id, child) = LoseWork();
        var said = Gdb(program, ExportCore(id), "print novel", "print note", "bt", "info threads", "print $ymm0.v4_double", "print $_siginfo.si_signo", "info proc mappings");
        Assert.Contains(Text, said, StringComparison.Ordinal);
        Assert.Contains("unsaved!", said, StringComparison.Ordinal);
        Assert.Contains("in main ()", said, StringComparison.Ordinal);
        Assert.Contains("{1.5, 2.5, 3.5, 4.5}", said, StringComparison.Ordinal);
        Assert.Contains("libc.so.6", said, StringComparison.Ordinal);
        Assert.DoesNotContain("warning:", said, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("The child's own draft", Gdb(program, ExportCore(id, "--pid", $"{child}"), "print novel"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bytes_of_memory_come_out_by_name_and_by_range()
    {
        var (_, id, child) = LoseWork();
        var stack = Path.Combine(Bench.Folder, "stack");
        var outcome = Bench.Perdure("export", id, "--memory", "[stack]", "--output", stack, "--pid", $"{child}", "--json").Expect(0);
        Assert.Equal(new FileInfo(stack).Length, outcome.Json.GetProperty("bytes").GetInt64());
        var everything = new StringBuilder();
        foreach (var mapping in Mappings(id))
            everything.Append(Encoding.Latin1.GetString(Memory(id, mapping)));
        Assert.Contains(Text, everything.ToString(), StringComparison.Ordinal);
        Bench.Perdure("export", id, "--memory", "[nowhere]").ExpectFailure(1, "[nowhere]", "[stack]");
        Bench.Perdure("export", id, "--core", "x", "--pid", "1").ExpectFailure(1, $"{child}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("--core a --files b")]
    [InlineData("--core a --output b")]
    [InlineData("--files a --pid 1")]
    [InlineData("--memory [heap] --json")]
    public void A_wrong_choice_exits_with_2(string options) =>
        Assert.Equal(2, Bench.Perdure(["export", "some", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).ExitCode);

    [Fact]
    public void A_library_that_changed_since_is_named_with_both_build_ids()
    {
        var program = Path.Combine(Bench.Folder, "program");
        File.Copy(CCompiler.Build("tool-novel"), program);
        var target = Bench.Start("program", program);
        Patience.Until(() => target.Output.Contains("ready", StringComparison.Ordinal), TimeSpan.FromSeconds(10), "the program");
        var id = Bench.Checkpoint(target.Pid, "--kill").Expect(0).Text("id");
        var recorded = Executable(id);
        File.Delete(program);
        File.Copy(CCompiler.Build("memory-heap"), program);
        var refused = Bench.Restore(id).ExpectFailure(1, program, recorded.GetProperty("buildId").GetString()!);
        Assert.Equal(2, refused.Errors.Split('\n')[0].Split([' ', ')', ',']).Count(word => word.Length == 40));
        Assert.NotEqual(0, recorded.GetProperty("inode").GetInt64());
    }

    private (string Program, string Id, int Child) LoseWork()
    {
        var program = CCompiler.Build("tool-novel");
        var target = Bench.Start("novel", program);
        Patience.Until(() => target.Output.Contains("ready", StringComparison.Ordinal), TimeSpan.FromSeconds(10), "the editor");
        var child = ProcessTree.Of(target.Pid)[1];
        var id = Bench.Checkpoint(target.Pid, "--kill").Expect(0).Text("id");
        Assert.False(ProcessTree.IsAlive(target.Pid));
        return (program, id, child);
    }

    private string ExportCore(string id, params string[] options)
    {
        var core = Path.Combine(Bench.Folder, $"core-{Bench.NextNumber()}");
        Bench.Perdure(["export", id, "--core", core, .. options]).Expect(0);
        return core;
    }

    private string Gdb(string program, string core, params string[] commands)
    {
        var gdb = Bench.Start("gdb", [Needs.Program("gdb"), "-batch", "-nx", .. commands.SelectMany(command => new[] { "-ex", command }), program, core]);
        Assert.True(gdb.WaitForExit(TimeSpan.FromSeconds(60)) == 0, gdb.Errors);
        return gdb.Output + gdb.Errors;
    }

    private byte[] Memory(string id, string range)
    {
        var file = Path.Combine(Bench.Folder, $"memory-{Bench.NextNumber()}");
        Bench.Perdure("export", id, "--memory", range, "--output", file).Expect(0);
        return File.ReadAllBytes(file);
    }

    /// <summary>Ranges of the first process's nameless memory.</summary>
    private List<string> Mappings(string id) =>
        [.. Process(id).GetProperty("addressSpace").GetProperty("mappings").EnumerateArray()
            .Where(mapping => mapping.GetProperty("kind").GetString() == "Anonymous" && mapping.GetProperty("name").GetString() == "")
            .Select(mapping => $"{mapping.GetProperty("start").GetUInt64():x}-{mapping.GetProperty("end").GetUInt64():x}")];

    private JsonElement Executable(string id) => Process(id).GetProperty("settings").GetProperty("executable");

    private JsonElement Process(string id) => Bench.Perdure("show", id, "--json").Expect(0).Json.GetProperty("program").GetProperty("processes")[0];
}
