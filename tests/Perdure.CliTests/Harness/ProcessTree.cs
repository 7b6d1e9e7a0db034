namespace Perdure.CliTests.Harness;

/// <summary>Processes as /proc shows them.</summary>
internal static class ProcessTree
{
    /// <summary>The pid and all its descendants, parents first, children in the order of their pids.</summary>
    public static IReadOnlyList<int> Of(int root)
    {
        var parents = ByParent();
        var found = new List<int> { root };
        for (var i = 0; i < found.Count; i++)
            found.AddRange(parents[found[i]].Order());
        return found;
    }

    public static IReadOnlyList<int> ChildrenOf(int parent) => [.. ByParent()[parent].Order()];

    private static ILookup<int, int> ByParent() => Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var pid) ? pid : 0)
        .Where(pid => pid > 0)
        .ToLookup(Parent);

    /// <summary>The letter of the process's state, or null when there is none.</summary>
    public static char? State(int pid) => StatFields(pid) is [var state, ..] ? state[0] : null;

    /// <summary>Whether any thread lives: the first one may have ended before the others.</summary>
    public static bool IsAlive(int pid) =>
        Procfs.Names($"/proc/{pid}/task").Any(tid => StatFields($"/proc/{pid}/task/{tid}") is [not ("Z" or "X"), ..]);

    public static int Parent(int pid) => StatFields(pid) is [_, var parent, ..] ? int.Parse(parent) : -1;

    /// <summary>The fields of /proc/PID/stat after the name; the first is the state (field 3 of proc(5)).</summary>
    public static string[] StatFields(int pid) => StatFields($"/proc/{pid}");

    public static string[] StatFields(string folder)
    {
        var text = Procfs.Read($"{folder}/stat");
        return text.Length == 0 ? [] : text[(text.LastIndexOf(')') + 2)..].TrimEnd().Split(' ');
    }
}
