using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Perdure.Cli;
using Perdure.Cli.Configuration;
using Perdure.Cli.Options;
using Perdure.Kernel;
using Perdure.Tests.House;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Cli;

/// <summary>docs/perdure-config.schema.json and the options say the same.</summary>
public sealed class ConfigSchemaTests
{
    private static readonly JsonObject s_schema = JsonNode.Parse(Repository.Read("docs/perdure-config.schema.json"))!.AsObject();
    private static readonly JsonObject s_keys = s_schema["properties"]!.AsObject();

    public static TheoryData<string> Keys => [.. Options().Keys];

    public static TheoryData<string> KeysWithValues => [.. Options().Where(one => one.Value is not Flag).Select(one => one.Key)];

    [Fact]
    public void It_has_every_option_and_no_other()
    {
        Assert.Equal(Options().Keys.Append(ConfigFile.ProgramKey).Append("$schema").Order(StringComparer.Ordinal), s_keys.Select(key => key.Key).Order(StringComparer.Ordinal));
        Assert.False(s_schema["additionalProperties"]!.GetValue<bool>());
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_has_the_words_of_its_option(string key) => Assert.Equal(Options()[key].Description, s_keys[key]!["description"]!.GetValue<string>());

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_has_the_form_of_its_option(string key)
    {
        var expected = Options()[key] switch { Flag => "boolean", SignalsOption => "array", _ => "string" };
        Assert.Equal(expected, s_keys[key]!["type"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(KeysWithValues))]
    public void Its_examples_are_right_for_the_schema_and_for_the_option(string key)
    {
        var form = s_keys[key]!["items"] ?? s_keys[key]!;
        var examples = form["examples"]!.AsArray().Select(one => one!.GetValue<string>()).ToList();
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.True(IsRight(form, example), $"the schema refuses {example}"));
        Assert.All(examples, example => Assert.Equal("", Mistake(key, example)));
    }

    [Theory]
    [InlineData("every", "5")]
    [InlineData("every", "soon")]
    [InlineData("onSignal", "KILL")]
    [InlineData("onSignal", "USR3")]
    [InlineData("pauseBudget", "1")]
    [InlineData("keep", "yearly=1")]
    [InlineData("maxSize", "20X")]
    [InlineData("notify", "never")]
    [InlineData("files", "copies")]
    [InlineData("filesLimit", "much")]
    [InlineData("name", "")]
    public void What_one_refuses_the_other_refuses(string key, string value)
    {
        Assert.False(IsRight(s_keys[key]!["items"] ?? s_keys[key]!, value));
        Assert.Contains($":1: {key}: ", Mistake(key, value), StringComparison.Ordinal);
    }

    private static IReadOnlyDictionary<string, Option> Options() => ConfigFile.OptionsOf(CommandTree.Build());

    private static bool IsRight(JsonNode form, string value) =>
        form["enum"] is JsonArray words ? words.Any(word => word!.GetValue<string>() == value) : Regex.IsMatch(value, form["pattern"]!.GetValue<string>());

    /// <summary>What is said of a file that has this key alone; empty if nothing is.</summary>
    private static string Mistake(string key, string value)
    {
        var file = Path.GetTempFileName();
        try
        {
            JsonNode node = Options()[key] is SignalsOption ? new JsonArray(JsonValue.Create(value)) : JsonValue.Create(value);
            File.WriteAllText(file, new JsonObject { [key] = node }.ToJsonString());
            string[] line = ["run", "--config", file];
            Assert.NotEqual(line, ConfigFile.Merge(line, CommandTree.Build().Parse(line)));
            return "";
        }
        catch (PerdureException mistake)
        {
            return mistake.Message;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
