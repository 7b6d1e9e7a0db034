using Perdure.Kernel;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>Decides whether a restore may go on with the files that changed. docs/06-files.md has the table and the reasons.</summary>
internal static class ChangedFilePolicy
{
    /// <summary>Throws, naming every file that stands in the way; before anything is touched.</summary>
    public static void Check(IReadOnlyList<ChangedFile> changes, ChangedFiles policy)
    {
        var inTheWay = changes.Where(change => !MayGoOn(change, policy)).ToList();
        if (inTheWay.Count == 0)
            return;
        var list = string.Join("; ", inTheWay.Select(static change => change.ToString()));
        var files = inTheWay.Count == 1 ? "a file has changed" : $"{inTheWay.Count} files have changed";
        throw new PerdureException($"{files} since the checkpoint: {list}", HintFor(inTheWay, policy));
    }

    private static bool MayGoOn(ChangedFile change, ChangedFiles policy) => change.Change switch
    {
        FileChange.Grew or FileChange.Renamed => true,
        FileChange.Gone => policy != ChangedFiles.Refuse && change.File.Content is not null,
        _ => policy switch
        {
            ChangedFiles.Refuse => false,
            ChangedFiles.RestoreCopy => change.File.Content is not null,
            _ => true,
        },
    };

    private static string HintFor(List<ChangedFile> inTheWay, ChangedFiles policy)
    {
        if (policy == ChangedFiles.RestoreCopy)
            return "the image has no copy of what is named (only small files that were open for writing are copied); use --files use-current or keep-copy";
        var copies = inTheWay.All(static change => change.File.Content is not null)
            ? "--files restore-copy puts the content of the checkpoint back, "
            : "";
        return inTheWay.Any(static change => change.Change == FileChange.Gone && change.File.Content is null)
            ? "put the missing file back; the image has no copy of it"
            : $"{copies}--files use-current goes on with what is there, --files keep-copy also keeps today's content beside it";
    }
}
