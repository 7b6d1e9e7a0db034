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
        FileChange.Grew or FileChange.Renamed => policy != ChangedFiles.AsSaved || change.File.Content is not null || !change.IsWritten,
        FileChange.Directory or FileChange.NoPlace => false,
        FileChange.OtherKind => policy is ChangedFiles.KeepCopy or ChangedFiles.RestoreCopy or ChangedFiles.AsSaved or ChangedFiles.RestoreWhatIsKnown && change.File.Content is not null,
        FileChange.Gone => policy != ChangedFiles.Refuse && change.File.Content is not null,
        _ => policy switch
        {
            ChangedFiles.Refuse => false,
            ChangedFiles.RestoreCopy or ChangedFiles.AsSaved => change.File.Content is not null,
            ChangedFiles.RestoreWhatIsKnown => change.File.Content is not null || !change.WrittenInPlace,
            _ => true,
        },
    };

    private static string HintFor(List<ChangedFile> inTheWay, ChangedFiles policy)
    {
        // First what no choice of --files gets past.
        if (inTheWay.Find(static change => change.Change == FileChange.NoPlace) is { } displaced)
            return $"make the directory {Path.GetDirectoryName(displaced.File.Path)} first, with the owner and permissions that it had; {AfterThat(inTheWay)}";
        if (inTheWay.Find(static change => change.Change == FileChange.Directory) is { } hidden)
            return $"move the directory {hidden.File.Path} away first; {AfterThat(inTheWay)}";
        if (inTheWay.Exists(static change => change is { Change: FileChange.OtherKind, File.Content: null }))
            return "put the file of the checkpoint back under its name; the image has no copy of it, and only a regular file can take its place";
        if (inTheWay.Exists(static change => change.Change == FileChange.OtherKind))
            return "--files restore-copy puts the file of the checkpoint in its place, --files keep-copy also keeps what is there now beside it";
        if (policy == ChangedFiles.AsSaved)
            return $"the image has no content of {NamesOf(inTheWay.Where(static change => change.File.Content is null))}; take checkpoints with --files journal, or go on with what is there: --files use-current, keep-copy";
        if (policy == ChangedFiles.RestoreCopy)
            return "the image has no copy of what is named (only small files that were open for writing are copied); use --files use-current or keep-copy";
        var copies = inTheWay.All(static change => change.File.Content is not null)
            ? "--files as-saved puts the content of the checkpoint back and keeps today's beside it, --files restore-copy does without keeping it, "
            : "";
        return inTheWay.Any(static change => change.Change == FileChange.Gone && change.File.Content is null)
            ? "put the missing file back; the image has no copy of it"
            : $"{copies}--files use-current goes on with what is there, --files keep-copy also keeps today's content beside it";
    }

    private static string NamesOf(IEnumerable<ChangedFile> changes) =>
        string.Join(", ", changes.Select(static change => change.File.WhyNoContent is { } why ? $"{change.File.Path} ({why})" : change.File.Path));

    private static string AfterThat(List<ChangedFile> inTheWay) => inTheWay.Find(static change => change.File.Content is null) is { } missing
        ? $"then put {missing.File.Path} back, the image has no copy of it"
        : "then --files restore-copy makes what is missing again";
}
