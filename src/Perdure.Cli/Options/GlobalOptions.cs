using System.CommandLine;

namespace Perdure.Cli.Options;

/// <summary>The options that every verb has.</summary>
internal static class GlobalOptions
{
    /// <summary>--json.</summary>
    internal static readonly Flag Json = new("--json", "Print one JSON object instead of text.") { Recursive = true };

    /// <summary>--store DIR.</summary>
    internal static readonly TextOption Store = new(
        "--store",
        "DIR",
        "The folder that keeps the checkpoints [default: $PERDURE_STORE, else /var/lib/perdure for root, else $XDG_DATA_HOME/perdure].")
    {
        Recursive = true,
    };

    /// <summary>--key-file FILE.</summary>
    internal static readonly TextOption KeyFile = new(
        "--key-file",
        "FILE",
        "The key of an encrypted store; a store that is made with one is encrypted [default: $PERDURE_KEY_FILE].")
    {
        Recursive = true,
    };
}
