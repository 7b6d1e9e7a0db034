using Perdure.Kernel;

namespace Perdure.Scenarios;

/// <summary>Where the repository lies that this program was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory) ?? Find(Environment.CurrentDirectory)
        ?? throw new PerdureException("no Perdure.slnx above the program or the current folder", "run it inside the repository");

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static string? Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Perdure.slnx")))
                return folder.FullName;
        return null;
    }
}
