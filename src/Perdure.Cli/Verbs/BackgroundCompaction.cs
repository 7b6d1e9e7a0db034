using Perdure.Kernel.Calls;

namespace Perdure.Cli.Verbs;

/// <summary>
/// Compresses a checkpoint after the fact, in a process of its own at the lowest priority, so that neither the user nor the program waits
/// for it. If it is killed, the checkpoint stays as it is, whole and uncompressed.
/// </summary>
internal static class BackgroundCompaction
{
    // The shell sends the process to the background with nothing of our standard files, for which a caller may be waiting.
    private const string Script = "nice -n 19 \"$@\" </dev/null >/dev/null 2>&1 &";

    /// <summary>Starts it. That it can't be started is no failure: `perdure compact` does the same by hand.</summary>
    internal static void Start(string storeDirectory, string id)
    {
        if (OwnCommand() is not { } own)
            return;
        var shell = Spawn.Start("/bin/sh", ["sh", "-c", Script, "sh", .. own, "compact", id, "--store", storeDirectory], [.. OwnEnvironment()]);
        if (shell.Ok)
            _ = Wait.For(shell.Value.Leader);
    }

    private static IReadOnlyList<string>? OwnCommand()
    {
        if (Environment.ProcessPath is not { } path)
            return null;
        var library = Path.Combine(AppContext.BaseDirectory, "perdure.dll");
        return Path.GetFileName(path) != "dotnet" ? [path] : File.Exists(library) ? [path, library] : null;
    }

    private static IEnumerable<string> OwnEnvironment()
    {
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
            yield return $"{entry.Key}={entry.Value}";
    }
}
