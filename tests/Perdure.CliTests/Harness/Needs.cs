namespace Perdure.CliTests.Harness;

/// <summary>What a test asks of the machine. A skip always says why; on the build server a missing program is a failure.</summary>
internal static class Needs
{
    public static bool IsRoot { get; } = System.Environment.IsPrivilegedProcess;

    private static bool IsBuildServer => System.Environment.GetEnvironmentVariable("CI") is "true" or "1";

    /// <summary>The full path of a program, searched in PATH and where servers are installed.</summary>
    public static string Program(string name, params string[] moreFolders)
    {
        var path = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        foreach (var folder in moreFolders.Concat(path).Append("/usr/sbin").Append("/usr/local/bin"))
            if (File.Exists(Path.Combine(folder, name)))
                return Path.Combine(folder, name);
        if (IsBuildServer)
            Assert.Fail($"{name} is not installed, and the build server must have it");
        Assert.Skip($"{name} is not installed");
        return "";
    }

    public static void Root() => Assert.SkipUnless(IsRoot, "needs root");
}
