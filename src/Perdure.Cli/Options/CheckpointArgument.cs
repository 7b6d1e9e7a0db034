using System.CommandLine;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Cli.Options;

/// <summary>ID: a checkpoint, by its id, the beginning of its id, or its name.</summary>
internal sealed class CheckpointArgument : Argument<string>
{
    internal CheckpointArgument(string name = "ID", string description = "The checkpoint: its id, the beginning of its id, or its name (the newest of that name).")
        : base(name)
    {
        HelpName = Name;
        Description = description;
        CompletionSources.Add(context => Known(StoreOf(context.ParseResult)));
    }

    // A name with a line feed would be two suggestions, and an escape sequence goes to the terminal as it is.
    private static bool IsOffered(string name) => name.Length > 0 && name == SafeText.OneLine(name);

    // Asked for the value of an option that is wrong, the parser throws.
    private static string? StoreOf(ParseResult parse) =>
        parse.GetResult(GlobalOptions.Store) is { Tokens: [{ Value: { Length: > 0 } directory }] } ? directory : null;

    // Completing must neither fail nor create a store.
    private static string[] Known(string? directory)
    {
        directory ??= ImageStore.DefaultDirectory;
        if (!Directory.Exists(directory))
            return [];
        try
        {
            using var store = ImageStore.Open(directory);
            var entries = store.List();
            return [.. entries.Select(entry => entry.Name).Where(IsOffered).Distinct(), .. entries.Select(entry => entry.Id.Value)];
        }
        catch (PerdureException)
        {
            return [];
        }
    }
}
