using System.CommandLine;
using System.Globalization;
using Perdure.Checkpoints.Searching;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>perdure grep.</summary>
internal sealed class GrepVerb : Verb
{
    private const int MostUnlessGiven = 100;
    private readonly CheckpointArgument _checkpoint = new();
    private readonly Argument<string?> _pattern = new("PATTERN") { HelpName = "PATTERN", Description = "The text to find.", Arity = ArgumentArity.ZeroOrOne };
    private readonly BytesOption _bytes = new();
    private readonly Flag _text = new("--text", "PATTERN is text [the default].");
    private readonly Flag _wide = new("--wide", "Find the text in UTF-16 (little-endian), too: so .NET, Java and JavaScript keep it.");
    private readonly Flag _ignoreCase = new("--ignore-case", "Take small and capital letters of ASCII for the same.");
    private readonly ProcessOption _pid = new("all");
    private readonly NumberOption _max = new("--max", $"Show so many matches at most [default: {MostUnlessGiven}].");

    internal GrepVerb()
        : base("grep", "Find text or bytes in the memory of a checkpoint; the exit code is 1 if there are none.")
    {
        Add(_checkpoint);
        Add(_pattern);
        foreach (var option in (Option[])[_bytes, _text, _wide, _ignoreCase, _pid, _max])
            Add(option);
        _pattern.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
                result.AddError("PATTERN must not be empty");
        });
        Validators.Add(result =>
        {
            // Whether they are there, not their values: asked for the value of one that is wrong, the parser throws.
            bool Has(Option option) => result.GetResult(option) is { Implicit: false };
            if (result.GetResult(_pattern) is { Tokens.Count: > 0 } == Has(_bytes))
                result.AddError("one of PATTERN and --bytes is needed");
            else if (Has(_bytes) && (Has(_text) || Has(_wide) || Has(_ignoreCase)))
                result.AddError("--text, --wide and --ignore-case do not go with --bytes");
        });
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        using var store = request.OpenUnlockedStore();
        using var image = store.OpenImage(store.Find(request.Get(_checkpoint)).Id);
        var outcome = MemorySearch.Find(image, PatternOf(request), request.Get(_pid), request.Get(_max) ?? MostUnlessGiven);
        var document = new GrepDocument(image.Entry.Id.Value, [.. outcome.Matches.Select(Describe)], outcome.More, outcome.Notes);
        request.Answer(document, DocumentJson.Readable.GrepDocument, Print);
        return outcome.Matches.Count > 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private SearchPattern PatternOf(Request request) =>
        request.Get(_bytes) ?? SearchPattern.OfText(request.GetOptional(_pattern)!, request.Get(_ignoreCase), request.Get(_wide));

    private static GrepMatch Describe(MemoryMatch match)
    {
        var memory = match.Context.Span;
        var text = match.Encoding == MatchEncoding.Utf16 ? ContextText.OfUtf16(memory, (int)(match.Address - match.ContextAddress)) : ContextText.OfUtf8(memory);
        return new GrepMatch(match.Pid, match.Address, match.Encoding, match.Mapping, match.Region, match.Symbol, match.Offset, text, Convert.ToHexStringLower(memory), match.ContextAddress);
    }

    private static void Print(GrepDocument document)
    {
        if (document.Matches.Count > 0)
        {
            PrintTable(document.Matches);
            Console.Error.WriteLine($"note: to get memory out: perdure export {document.Id} --pid PID --memory REGION");
        }

        if (document.More)
            Console.Error.WriteLine($"note: there are more than these {document.Matches.Count} matches: --max shows more");
        foreach (var note in document.Notes)
            Console.Error.WriteLine($"note: {SafeText.OneLine(note)}");
    }

    private static void PrintTable(IReadOnlyList<GrepMatch> matches)
    {
        var table = new TextTable("PID", "ADDRESS", "REGION", "SYMBOL", "MAPPING", "CONTEXT");
        foreach (var match in matches)
            table.Add(
                match.Pid.ToString(CultureInfo.InvariantCulture),
                match.Address.ToString("x", CultureInfo.InvariantCulture),
                match.Region,
                match.Symbol is null ? "" : $"{match.Symbol}+0x{match.Offset:x}",
                match.Mapping,
                match.Context);
        table.Print();
    }
}
