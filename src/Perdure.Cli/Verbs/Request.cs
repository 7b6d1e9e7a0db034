using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Perdure.Cli.Options;
using Perdure.Cli.Output;

namespace Perdure.Cli.Verbs;

/// <summary>One use of a verb: what was asked for, and the way to answer.</summary>
internal sealed class Request(ParseResult parse)
{
    /// <summary>Whether the answer is to be JSON.</summary>
    internal bool Json => parse.GetValue(GlobalOptions.Json);

    /// <summary>The folder of the store that was named, or null for the default.</summary>
    internal string? StoreDirectory => parse.GetValue(GlobalOptions.Store);

    /// <summary>The key file that was named on the command line, or null.</summary>
    internal string? KeyFile => parse.GetValue(GlobalOptions.KeyFile);

    /// <summary>The root of the tree of verbs.</summary>
    internal Command Root => parse.RootCommandResult.Command;

    /// <summary>The whole command line after the program's name, as words that mean the same.</summary>
    internal IReadOnlyList<string> Words => [.. parse.Tokens.Select(token => token.Value)];

    internal T Get<T>(Argument<T> argument) => parse.GetRequiredValue(argument);

    /// <summary>An argument that may be left out; null if it is.</summary>
    internal T? GetOptional<T>(Argument<T?> argument)
        where T : class => parse.GetValue(argument);

    internal T? Get<T>(Option<T> option) => parse.GetValue(option);

    /// <summary>Whether the option stands on the command line.</summary>
    internal bool Has(Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>Answers: the document as JSON, or else by <paramref name="print"/>.</summary>
    /// <param name="document">The answer.</param>
    /// <param name="type">How it becomes JSON.</param>
    /// <param name="print">How it is told to people.</param>
    /// <param name="done">What was done, whether or not the answer gets through: a sentence without a full stop, or empty.</param>
    internal void Answer<T>(T document, JsonTypeInfo<T> type, Action<T> print, string done = "")
    {
        try
        {
            if (Json)
                Console.Out.WriteLine(JsonSerializer.Serialize(document, type));
            else
                print(document);
        }
        catch (OutputLostException lost)
        {
            if (!lost.ReaderLeft)
                throw lost.After(done);
        }
    }
}
