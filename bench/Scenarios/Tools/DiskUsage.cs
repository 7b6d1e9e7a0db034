namespace Perdure.Scenarios.Tools;

/// <summary>
/// The size of a folder, as its files say and as the file system allocates. Logs and statistics are too small to be left out.
/// </summary>
internal readonly record struct DiskUsage(long ApparentBytes, long AllocatedBytes)
{
    public static DiskUsage Of(string folder) => new(Count("-sb", folder), Count("-s --block-size=1", folder));

    private static long Count(string how, string folder) => long.Parse(Shell.Run($"du {how} '{folder}' | cut -f1"));
}
