using System.CommandLine;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Cli.Options;

/// <summary>ID: a checkpoint, by its id, the beginning of its id, or its name.</summary>
internal sealed class CheckpointArgument : Argument<string>
{
    internal CheckpointArgument()
        : base("ID")
    {
        HelpName = Name;
        Description = "The checkpoint: its id, the beginning of its id, or its name (the newest of that name).";
        CompletionSources.Add(context => Known(context.ParseResult.GetValue(GlobalOptions.Store)));
    }

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
            return [.. entries.Select(entry => entry.Name).Where(name => name.Length > 0).Distinct(), .. entries.Select(entry => entry.Id.Value)];
        }
        catch (PerdureException)
        {
            return [];
        }
    }
}
