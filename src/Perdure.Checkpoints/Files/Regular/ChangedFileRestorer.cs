using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>Does with a changed file what the policy says, before the program's descriptions of it are opened.</summary>
internal static class ChangedFileRestorer
{
    public static void Prepare(ChangedFile change, IReadOnlyList<RegularFileDescription> descriptions, RestoreContext context)
    {
        var policy = context.Options.Changed;
        if (change.Change == FileChange.Renamed)
        {
            context.Note($"{change.File.Path}: {change.Difference}; the program goes on with it");
            return;
        }
        if (policy is ChangedFiles.Refuse or ChangedFiles.AsSaved or ChangedFiles.UseCurrent && change.Change != FileChange.Gone)
        {
            context.Note($"{change}; the program goes on with what is there");
            return;
        }
        if (policy == ChangedFiles.KeepCopy && change.Change is FileChange.Grew or FileChange.Changed)
            NoteKept(change, KeptCopy.Make(change.File.Path), context);
        var replacement = new FileReplacement(change.File, descriptions);
        if (change.Change == FileChange.Grew)
            Cut(change, replacement, context);
        else
            PutBack(change, replacement, context);
    }

    /// <summary>What is there beyond the checkpoint is cut off; the rest is known to be the same.</summary>
    private static void Cut(ChangedFile change, FileReplacement replacement, RestoreContext context)
    {
        var saved = change.File;
        var inPlace = replacement.MayChangeInPlace();
        var opened = NamedFile.Open(saved.Path, inPlace ? OpenFlags.O_WRONLY : OpenFlags.O_RDONLY);
        using var file = opened.OrThrow($"open {saved.Path}", NamedFile.HintFor(opened.Error));
        if (inPlace)
        {
            FileChangeCalls.SetSize(file, saved.Size).OrThrow($"cut {saved.Path} to {saved.Size} bytes");
            _ = FileChangeCalls.SetModified(file, saved.ModifiedNanoseconds);
        }
        else
        {
            replacement.Put(target => KeptCopy.Copy(file, target, saved.Size, saved.Path), null);
        }
        NoteChange($"{saved.Path} is cut to the {saved.Size} bytes that it had at the checkpoint", context);
    }

    private static void PutBack(ChangedFile change, FileReplacement replacement, RestoreContext context)
    {
        if (change.File.Content is not { } content)
        {
            context.Note($"{change}; the image has no copy of it, so the program goes on with what is there");
            return;
        }
        var saved = change.File;
        Action? aside = null;
        if (change.Change == FileChange.OtherKind && context.Options.Changed == ChangedFiles.KeepCopy)
            aside = () => NoteKept(change, KeptCopy.Move(saved.Path), context);
        replacement.Put(file => ContentReader.WriteTo(file, content, context.Content, saved.Path), aside);
        NoteChange(
            change.Change == FileChange.OtherKind
                ? $"{change}; the file of the checkpoint took its place"
                : $"{saved.Path} has the content of the checkpoint again",
            context);
    }

    /// <summary>Where files are nobody's, a file that is as it was is no news; and "cut" would be read as if the true one were.</summary>
    private static void NoteChange(string note, RestoreContext context)
    {
        if (context.Options.Changed != ChangedFiles.RestoreWhatIsKnown)
            context.Note(note);
    }

    private static void NoteKept(ChangedFile change, string kept, RestoreContext context)
    {
        var what = change.Change == FileChange.OtherKind ? "what had the name" : "the content of";
        context.Note($"{what} {change.File.Path} as it was before this restore is kept in {kept}");
    }
}
