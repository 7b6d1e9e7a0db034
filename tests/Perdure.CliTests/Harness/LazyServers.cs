using System.Diagnostics;

namespace Perdure.CliTests.Harness;

/// <summary>The processes that give lazily restored programs their memory, of one test's store.</summary>
internal static class LazyServers
{
    /// <summary>Their pids. Guards, which have no command line, are not among them.</summary>
    public static IReadOnlyList<int> Of(Workbench bench) =>
        [.. Procfs.Names("/proc").Where(name => int.TryParse(name, out _)).Select(int.Parse).Where(pid => Serves(pid, bench.Store))];

    /// <summary>Waits until all memory of all programs is where it belongs.</summary>
    public static void AwaitEnd(Workbench bench) =>
        Patience.Until(() => Of(bench).Count == 0, TimeSpan.FromSeconds(60), $"the servers of missing pages to be done\n{bench.Transcript}");

    /// <summary>Kills a server, and waits until another process has taken its place. Answers whether there was one.</summary>
    public static bool TryKill(Workbench bench)
    {
        if (Of(bench) is not [var pid, ..] || !IsAtWork(pid))
            return false;
        using (var process = Process.GetProcessById(pid))
            process.Kill();
        Patience.TryUntil(() => Of(bench).Any(other => other != pid && IsAtWork(other)), TimeSpan.FromSeconds(10));
        return true;
    }

    private static bool Serves(int pid, string store)
    {
        var words = Procfs.Read($"/proc/{pid}/cmdline").Split('\0');
        return words.Contains("lazy-server") && words.Contains(store);
    }

    // It takes this name when it begins.
    private static bool IsAtWork(int pid) => Procfs.Read($"/proc/{pid}/comm").TrimEnd() == "perdure-lazy";
}
