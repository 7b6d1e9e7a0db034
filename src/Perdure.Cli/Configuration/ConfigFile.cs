using System.CommandLine;
using System.Text;
using System.Text.Json;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;

namespace Perdure.Cli.Configuration;

/// <summary>
/// The file of `--config`: one JSON object (comments and a last comma allowed), a key for each option of `perdure run`. It becomes options of a command line, read by the same code: those that stand on
/// the command line already are left out. So there is no second list of options, and no second meaning of one.
/// </summary>
internal sealed class ConfigFile
{
    /// <summary>The key of the program and its arguments.</summary>
    internal const string ProgramKey = "program";

    private const string SchemaKey = "$schema";
    private const string FullVerb = "run";
    private const int MostBytes = 1 << 20;
    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly IReadOnlyDictionary<string, Option> _options;
    private readonly Dictionary<string, IReadOnlyList<string>> _values = [];

    private ConfigFile(string path, Command root)
    {
        _path = path;
        _bytes = Bytes(path);
        _options = OptionsOf(root);
    }

    /// <summary>The options that may stand in a file, by their keys.</summary>
    /// <param name="root">The tree of verbs.</param>
    internal static IReadOnlyDictionary<string, Option> OptionsOf(Command root) => KeysOf(root.Subcommands.Single(verb => verb.Name == FullVerb));

    /// <summary>A command line with what the file adds to it that it names; itself if it names none.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="parse">What it means as it is.</param>
    internal static IReadOnlyList<string> Merge(IReadOnlyList<string> arguments, ParseResult parse)
    {
        var verb = parse.CommandResult.Command;
        if (verb.Options.OfType<ConfigOption>().SingleOrDefault() is not { } option || parse.GetResult(option) is not { Tokens: [{ Value: { Length: > 0 } path }], Errors: var errors } || errors.Any())
            return arguments;
        var file = new ConfigFile(path, parse.RootCommandResult.Command);
        file.Read();
        return file.AddTo(arguments, parse, verb);
    }

    private static Dictionary<string, Option> KeysOf(Command verb) =>
        verb.Options.Where(option => option is not ConfigOption).Append(GlobalOptions.Store).Append(GlobalOptions.KeyFile).ToDictionary(KeyOf);

    private static string KeyOf(Option option) =>
        string.Concat(option.Name.TrimStart('-').Split('-').Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    private static byte[] Bytes(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MostBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MostBytes)
                throw new PerdureException($"{SafeText.OneLine(path)} is larger than {MostBytes} bytes, and no file of options is", "--config takes a JSON file", ExitCode.Usage);
            return bytes.AsSpan(..length).StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..length] : bytes[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerdureException($"cannot read {SafeText.OneLine(path)}: {e.Message}", "--config takes a JSON file", ExitCode.Usage);
        }
    }

    private List<string> AddTo(IReadOnlyList<string> arguments, ParseResult parse, Command verb)
    {
        const string endOfOptions = "--";
        var end = arguments.ToList().IndexOf(endOfOptions);
        List<string> result = [.. end < 0 ? arguments : arguments.Take(end)];
        foreach (var (key, option) in KeysOf(verb).Where(one => parse.GetResult(one.Value) is null or { Implicit: true }))
        {
            if (_values.TryGetValue(key, out var values))
                result.AddRange(values.Select(value => Token(option, value)));
        }

        IEnumerable<string> program = end < 0 ? [] : arguments.Skip(end + 1);
        if (verb.Name == FullVerb && parse.GetResult(verb.Arguments[0]) is null or { Tokens.Count: 0 })
            program = _values.GetValueOrDefault(ProgramKey, []);
        return program.Any() ? [.. result, endOfOptions, .. program] : result;
    }

    private static string Token(Option option, string value) => option is Flag ? option.Name : $"{option.Name}={value}";

    private void Read()
    {
        var reader = new Utf8JsonReader(_bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw Mistake(reader, "a JSON object { } is expected");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                ReadOne(ref reader);
            if (reader.Read())
                throw Mistake(reader, "nothing may follow the object");
        }
        catch (JsonException e)
        {
            throw new PerdureException($"{SafeText.OneLine(_path)}:{(e.LineNumber ?? 0) + 1}: this is not JSON: {SafeText.OneLine(Sentence(e.Message))}", "comments (// and /* */) and a comma after the last value are allowed", ExitCode.Usage);
        }
    }

    private void ReadOne(ref Utf8JsonReader reader)
    {
        var key = reader.GetString()!;
        if (key != SchemaKey && key != ProgramKey && !_options.ContainsKey(key))
            throw Mistake(reader, $"there is no key '{SafeText.OneLine(key)}'", $"the keys are {string.Join(", ", _options.Keys.Append(ProgramKey).Order(StringComparer.Ordinal))}");
        if (_values.ContainsKey(key))
            throw Mistake(reader, $"{key} is there twice");
        _ = reader.Read();
        var option = _options.GetValueOrDefault(key);
        _values[key] = option switch
        {
            Flag => ReadFlag(ref reader, key),
            null or SignalsOption when key != SchemaKey => ReadList(ref reader, key),
            _ => [ReadText(ref reader, key)],
        };
        if (key == ProgramKey && _values[key].Count == 0)
            throw Mistake(reader, "program names no program");
        if (option is null)
            return;
        foreach (var value in _values[key])
            Check(reader, key, option, value);
    }

    /// <summary>By the option's own parser, in a command that has nothing else: how options go together is judged when all of them are there.</summary>
    private void Check(Utf8JsonReader reader, string key, Option option, string value)
    {
        if (new Command(FullVerb) { option }.Parse([Token(option, value)]).Errors is [{ } error, ..])
            throw Mistake(reader, $"{key}: {SafeText.OneLine(error.Message.Trim().TrimEnd('.'))}");
    }

    private IReadOnlyList<string> ReadFlag(ref Utf8JsonReader reader, string key) => reader.TokenType switch
    {
        JsonTokenType.True => [""],
        JsonTokenType.False => [],
        _ => throw Mistake(reader, $"{key} must be true or false, not {KindOf(reader)}"),
    };

    private string ReadText(ref Utf8JsonReader reader, string key) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Mistake(reader, $"{key} must be a text in quotes, not {KindOf(reader)}");

    private List<string> ReadList(ref Utf8JsonReader reader, string key)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Mistake(reader, $"{key} must be a list of texts [ ], not {KindOf(reader)}");
        var words = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            words.Add(ReadText(ref reader, key));
        return words;
    }

    private static string KindOf(Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        _ => "null",
    };

    private PerdureException Mistake(Utf8JsonReader reader, string what, string hint = "docs/perdure-config.schema.json describes each key; so does perdure run --help") =>
        new($"{SafeText.OneLine(_path)}:{1 + _bytes.AsSpan(..(int)reader.TokenStartIndex).Count((byte)'\n')}: {what}", hint, ExitCode.Usage);

    /// <summary>What the library says without the numbers behind it: it counts lines from 0.</summary>
    private static string Sentence(string message) => message.Split(" LineNumber:")[0].TrimEnd('.', ' ');
}
