namespace Perdure.CliTests.Harness;

/// <summary>Reads of /proc in which a process may vanish at any time: what is gone is empty.</summary>
internal static class Procfs
{
    public static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    public static string Link(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget ?? "";
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    public static IReadOnlyList<string> Names(string folder)
    {
        try
        {
            return [.. Directory.GetFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)!)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
