using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>Opens regular files again: by their path, by their lasting handle, or made anew when they had no name.</summary>
internal static class RegularFileRestorer
{
    /// <summary>The bit of O_TMPFILE beyond O_DIRECTORY: such a file was made without a name.</summary>
    private const OpenFlags TmpFileBit = (OpenFlags)0x400000;

    private const OpenFlags OnlyAtOpen = OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_TRUNC | OpenFlags.FASYNC | TmpFileBit;

    public static void RestoreAll(RestoreContext context, IReadOnlyList<ChangedFile> changes)
    {
        var changeOf = changes.ToDictionary(static change => change.File.Identity);
        var descriptionsOf = context.All<RegularFileDescription>().ToLookup(static description => description.Identity);
        if (context.Options.Changed == ChangedFiles.AsSaved)
            SavedFilePlaces.PutBack(changes, descriptionsOf, context);
        using var mounts = new MountFinder();
        foreach (var file in context.Table.Files)
        {
            var descriptions = descriptionsOf[file.Identity].ToList();
            if (file.Deleted && !file.OtherNames && !file.MadeUp)
                DeletedFileRestorer.Restore(file, descriptions, context);
            else
                RestoreNamed(file, descriptions, changeOf.GetValueOrDefault(file.Identity), context, mounts);
        }
    }

    /// <summary>The flags to open with.</summary>
    public static OpenFlags FlagsOf(FileDescription description)
    {
        // O_TMPFILE has O_DIRECTORY in it, which now would want a directory.
        var nameless = WasMadeNameless(description) ? OpenFlags.O_DIRECTORY : 0;
        return (description.Flags & ~(OnlyAtOpen | nameless)) | OpenFlags.O_NOCTTY;
    }

    /// <summary>Whether it was made by O_TMPFILE.</summary>
    public static bool WasMadeNameless(FileDescription description) => (description.Flags & TmpFileBit) != 0;

    private static void RestoreNamed(
        SavedFile file, List<RegularFileDescription> descriptions, ChangedFile? change, RestoreContext context, MountFinder mounts)
    {
        // What was put back under its name is found there.
        if (context.Options.Changed == ChangedFiles.AsSaved && file.Content is not null)
            change = null;
        if (change is not null)
            ChangedFileRestorer.Prepare(change, descriptions, context);
        var byHandle = file.OtherNames || change?.Change == FileChange.Renamed;
        foreach (var description in descriptions)
        {
            var handle = byHandle
                ? mounts.OpenRegular(file.Identity.Device, file.LastingHandle ?? [], FlagsOf(description)) ?? throw NotFound(file)
                : Open(description, NamedFile.KindOf(file));
            context.Give(description, handle);
        }
    }

    private static SafeFileHandle Open(RegularFileDescription description, uint kind)
    {
        var flags = FlagsOf(description);
        var opened = NamedFile.Open(description.Path, flags, kind);
        // A file system that refuses O_DIRECT today (a move to tmpfs, say) would refuse the whole program; the cache is no harm.
        if (opened.Error == Errno.EINVAL && (flags & OpenFlags.O_DIRECT) != 0)
            opened = NamedFile.Open(description.Path, flags & ~OpenFlags.O_DIRECT, kind);
        return opened.OrThrow($"open {description.Path}", NamedFile.HintFor(opened.Error));
    }

    private static PerdureException NotFound(SavedFile file) => new(
        $"cannot find the file that was {file.Path} (deleted, with other names) any more",
        "it may lie on another machine or be gone for good");
}
