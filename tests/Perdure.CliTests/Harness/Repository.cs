namespace Perdure.CliTests.Harness;

/// <summary>Where the tests find sources and put what they build.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Guests { get; } = Path.Combine(Root, "tests", "Guests");

    public static string Artifacts { get; } = Path.Combine(Root, "artifacts");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Perdure.slnx")))
                return folder.FullName;
        throw new InvalidOperationException($"No Perdure.slnx above {AppContext.BaseDirectory}");
    }
}
