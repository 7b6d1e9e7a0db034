namespace Perdure.Scenarios.Tools;

/// <summary>What criu wants of the machine for the length of a run; each change is put back at the end.</summary>
internal static class CriuHost
{
    private const string OpenFiles = "/proc/sys/fs/nr_open";
    private const string FeatureCache = "/run/criu.kdat";

    public static void Prepare()
    {
        LimitOpenFiles();
        LayFeatureCache();
    }

    /// <summary>
    /// criu raises its own limit of open files to the system's most, which takes CAP_SYS_RESOURCE; where that is missing, the system's
    /// most is set to the hard limit that is in force anyway.
    /// </summary>
    private static void LimitOpenFiles()
    {
        var before = File.ReadAllText(OpenFiles).Trim();
        var hard = Shell.Run("ulimit -Hn");
        if (MayRaiseLimits() || hard == "unlimited" || hard == before)
            return;
        Undo.Add(() => File.WriteAllText(OpenFiles, before));
        File.WriteAllText(OpenFiles, hard);
    }

    /// <summary>Whether CAP_SYS_RESOURCE (bit 24) is effective.</summary>
    private static bool MayRaiseLimits()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        return (Convert.ToUInt64(line["CapEff:".Length..].Trim(), 16) & (1UL << 24)) != 0;
    }

    /// <summary>
    /// On an ordinary distribution criu finds what it knows about the kernel in a cache; criu-setup made one, and it is lent for the run.
    /// </summary>
    private static void LayFeatureCache()
    {
        var made = Repository.Path("artifacts/peer/criu/criu.kdat");
        if (File.Exists(FeatureCache) || !File.Exists(made))
            return;
        Undo.Add(() => File.Delete(FeatureCache));
        File.Copy(made, FeatureCache);
    }
}
