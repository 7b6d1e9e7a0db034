using System.Text.Json;

namespace Perdure.CliTests.Harness;

/// <summary>What one run of the tool gave back.</summary>
internal sealed record CommandResult(string Command, int ExitCode, string Output, string Errors, TimeSpan Elapsed)
{
    private readonly Lazy<JsonElement> json = new(() => JsonDocument.Parse(Output).RootElement);

    public JsonElement Json => json.Value;

    public CommandResult Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}\n{this}");
        return this;
    }

    /// <summary>A failure as a user should see it: the exit code, one line that holds the word, a hint, and no stack trace.</summary>
    public CommandResult ExpectFailure(int exitCode, params string[] words)
    {
        Expect(exitCode);
        Assert.True(Errors.Contains("perdure: ", StringComparison.Ordinal), $"no line `perdure: ...` on stderr\n{this}");
        Assert.False(Errors.Contains("   at ", StringComparison.Ordinal), $"a stack trace on stderr\n{this}");
        foreach (var word in words)
            Assert.True(Errors.Contains(word, StringComparison.OrdinalIgnoreCase), $"stderr does not name '{word}'\n{this}");
        return this;
    }

    public string Text(string property) => Json.GetProperty(property).GetString()!;

    public int Number(string property) => Json.GetProperty(property).GetInt32();

    public override string ToString() => $"$ {Command}\n{Output}{Errors}[{ExitCode}, {Elapsed.TotalMilliseconds:0} ms]";
}
