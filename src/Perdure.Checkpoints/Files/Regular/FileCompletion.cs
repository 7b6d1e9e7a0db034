using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>Takes fingerprints and copies of regular files after the program has gone on.</summary>
internal sealed class FileCompletion(FileCaptureOptions options, IContentSink sink, List<string> notes)
{
    private long _copied;

    public SavedFile Complete(PendingFile pending)
    {
        var file = pending.File;
        if (pending.Content is { } content)
            return file with { Content = content.Complete(file.Path, sink, notes) };
        return pending.Leased || file.MadeUp || file.Deleted || (file.Mode & FileTypes.S_IFMT) != FileTypes.S_IFREG ? file : Fingerprint(pending, file);
    }

    private SavedFile Fingerprint(PendingFile pending, SavedFile file)
    {
        var opened = FileCalls.Open(pending.Root + file.Path, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK);
        if (!opened.Ok)
            return file;
        using var own = opened.Value;
        if (!StandsStill(own, file, growthIsFine: true))
            return file;
        var tail = FileFingerprint.Tail(own, file.Size);
        var hash = file.Size <= options.HashLimit ? FileFingerprint.Whole(own, file.Size) : null;
        var copy = pending.Written && !pending.Journaled && !file.ContentElsewhere ? Copy(own, file) : null;
        // What was written while we read is not the content of the checkpoint; a file that only grew still has the same beginning.
        if (!StandsStill(own, file, growthIsFine: true))
            return file;
        return StandsStill(own, file, growthIsFine: false)
            ? file with { Hash = hash, TailHash = tail, Content = copy }
            : file with { TailHash = tail };
    }

    private ContentRef? Copy(SafeFileHandle own, SavedFile file)
    {
        if (file.Size > options.CopyFileLimit || _copied + file.Size > options.CopyTotalLimit)
            return null;
        _copied += file.Size;
        var copy = ContentWriter.Keep(own, file.Size, sink);
        return copy.Ok ? copy.Value : null;
    }

    private static bool StandsStill(SafeFileHandle own, SavedFile file, bool growthIsFine)
    {
        var now = FileCalls.Status(own);
        if (!now.Ok || now.Value.Inode != file.Identity.Inode || now.Value.Device != file.Identity.Device)
            return false;
        var same = now.Value.Size == file.Size && now.Value.ModifiedNanoseconds == file.ModifiedNanoseconds;
        return same || (growthIsFine && now.Value.Size > file.Size);
    }
}
