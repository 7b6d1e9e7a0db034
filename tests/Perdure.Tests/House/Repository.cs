namespace Perdure.Tests.House;

/// <summary>The files that the checks of the house read.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["/.git", "/artifacts", "/.vs", "/BenchmarkDotNet.Artifacts", "/bench/Scenarios/work", "/TestResults", "/node_modules"];

    internal static readonly string Root = FindRoot(AppContext.BaseDirectory);

    /// <summary>Every file that is or will be tracked, relative to the root.</summary>
    internal static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal)];

    internal static IReadOnlyList<ProjectFile> Projects { get; } = [.. Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(ProjectFile.Load)];

    internal static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot(string start)
    {
        var folder = new DirectoryInfo(start);
        while (!File.Exists(Path.Combine(folder.FullName, "Perdure.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException($"no Perdure.slnx above {start}");
        return folder.FullName;
    }

    // In a worktree .git is a file.
    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Where(IsOurs).Concat(Directory.EnumerateDirectories(folder).Where(IsOurs).SelectMany(Walk));

    private static bool IsOurs(string path) => !NotOurs.Contains(path[Root.Length..]);
}
