using System.Text.Json;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Supervision;

/// <summary>Options from a file: the same as on a command line, which wins.</summary>
public sealed class ConfigTests : SupervisionTest
{
    [Fact]
    public void A_file_alone_says_all()
    {
        var store = Bench.MakeFolder("elsewhere");
        var file = WriteFile("perdure.json", $$"""
            // A program and how to care for it.
            {
                "$schema": "perdure-config.schema.json",
                "name": "from file", /* with a space */
                "every": "100ms",
                "onSignal": ["USR1"],
                "keep": "last=3",
                "maxSize": "1G",
                "store": "{{store}}",
                "recover": false,
                "skipUnsupported": false,
                "program": ["sh", "-c", "sleep 1.5; exit $0", "7"],
            }
            """);
        var run = Bench.StartPerdure("run", "--config", file);
        Patience.Until(() => Supervised().Count == 1, Limit, "the supervised program");
        Assert.Equal("from file", Supervised()[0].GetProperty("name").GetString());
        Assert.Equal(0.1, Supervised()[0].GetProperty("intervalSeconds").GetDouble());
        Assert.Equal(7, run.WaitForExit(Limit));
        Assert.Empty(Checkpoints());
        Assert.NotEmpty(Bench.Perdure("list", "--store", store, "--json").Expect(0).Json.GetProperty("checkpoints").EnumerateArray());
    }

    [Fact]
    public void Every_key_goes_with_all_others()
    {
        var store = Path.Combine(Bench.Folder, "elsewhere");
        var key = Path.Combine(Bench.Folder, "key");
        File.WriteAllBytes(key, new byte[64]);
        var text = $$"""
            {
                "$schema": "perdure-config.schema.json", "name": "all", "every": "100ms", "onIdle": "200ms", "onSignal": ["USR1", "HUP"], "pauseBudget": "50%", "keep": "last=3", "maxSize": "1G",
                "beforeExit": true, "notify": "program", "takeOver": true, "detach": false, "files": "journal", "filesLimit": "1G", "recover": true, "skipUnsupported": true,
                "store": "{{store}}", "keyFile": "{{key}}", "program": ["sh", "-c", "sleep 1; exit 7"]
            }
            """;
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "perdure-config.schema.json")));
        using var file = JsonDocument.Parse(text);
        Assert.Equal(Names(schema.RootElement.GetProperty("properties")), Names(file.RootElement));
        Bench.Perdure("run", "--config", WriteFile("all.json", text)).Expect(7);
        Assert.NotEmpty(Bench.Perdure("list", "--store", store, "--key-file", key, "--json").Expect(0).Json.GetProperty("checkpoints").EnumerateArray());

        static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void The_command_line_wins_and_brings_its_own_program()
    {
        var file = WriteFile("perdure.json", """{ "name": "file", "every": "1h", "detach": true, "takeOver": true, "program": ["/nonesuch"] }""");
        var program = Bench.Perdure("run", "--every", "2h", "--config", file, "--json", "--", "sleep", "60").Expect(0).Json.GetProperty("programs")[0];
        Assert.Equal(7200, program.GetProperty("intervalSeconds").GetDouble());
        Assert.Equal("file", program.GetProperty("name").GetString());
        Assert.Equal("sleep 60", program.GetProperty("command").GetString());
        var pid = program.GetProperty("pid").GetInt32();
        Bench.Perdure("stop", "file").Expect(0);

        // The same file does for attach, which leaves out what only run knows.
        var again = Bench.Perdure("attach", $"{pid}", "--config", file, "--name", "line", "--json").Expect(0).Json.GetProperty("programs")[0];
        Assert.Equal("line", again.GetProperty("name").GetString());
        Assert.Equal(3600, again.GetProperty("intervalSeconds").GetDouble());
        Kill(pid);
        Patience.Until(() => Supervised().Count == 0, Limit, "the end of the supervision");
    }

    [Theory]
    [InlineData("{ \"program\": [\"true\"],\n \"evry\": \"1s\" }", ":2: there is no key 'evry'", "beforeExit, detach, every, files, filesLimit, keep, keyFile, maxSize, name, notify, onIdle")]
    [InlineData("{\n\n\"every\": 5 }", ":3: every must be a text in quotes, not a number")]
    [InlineData("{ \"every\": \"5x\" }", ":1: every: --every: '5x' is not a time")]
    [InlineData("{ \"keep\": \"yearly=1\" }", ":1: keep: ", "there is no rule 'yearly'")]
    [InlineData("{ \"pauseBudget\": \"5\" }", ":1: pauseBudget: '5' is not a share")]
    [InlineData("{ \"notify\": \"never\" }", ":1: notify: --notify is one of supervised, program, not 'never'")]
    [InlineData("{ \"onSignal\": [\"USR1\",\n\"KILL\"] }", ":2: onSignal: --on-signal takes USR1")]
    [InlineData("{ \"onSignal\": \"USR1\" }", ":1: onSignal must be a list of texts [ ], not a text")]
    [InlineData("{ \"detach\": \"yes\" }", ":1: detach must be true or false, not a text")]
    [InlineData("{ \"name\": null }", ":1: name must be a text in quotes, not null")]
    [InlineData("{ \"name\": \"\" }", ":1: name: ")]
    [InlineData("{ \"every\": \"1s\", \"every\": \"2s\" }", "every is there twice")]
    [InlineData("{ \"program\": [] }", "program names no program")]
    [InlineData("{ \"every\": \"1s\" \n", ":2: this is not JSON")]
    [InlineData("[]", ":1: a JSON object { } is expected")]
    [InlineData("{ \"every\": \"1h\" }", "which program?")]
    [InlineData("{ \"pauseBudget\": \"1%\", \"program\": [\"true\"] }", "--pause-budget needs --every")]
    public void What_is_wrong_is_named_with_its_line(string text, params string[] words) =>
        Bench.Perdure("run", "--config", WriteFile("wrong.json", text)).ExpectFailure(2, words);

    [Fact]
    public void The_example_is_one() =>
        Bench.Perdure("run", "--config", Path.Combine(Repository.Root, "packaging", "systemd", "perdure-example.json"), "--store", Bench.Store, "--", "true").Expect(0);

    [Fact]
    public void A_file_that_is_not_there_is_named() => Bench.Perdure("run", "--config", "/nonesuch.json").ExpectFailure(2, "cannot read /nonesuch.json");
}
