using Perdure.Checkpoints.Files.Content;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>
/// Exchanges what has a file's name for the file of the checkpoint, and can undo it. What was there gets another name beside; nothing of it is copied, and who has it open goes on with it. A file with other
/// names of its own, or in a directory closed to us, is copied beside and written where it is.
/// </summary>
internal sealed class FileExchange(ChangedFile change, FileReplacement replacement) : IDisposable
{
    private readonly string _path = change.File.Path;
    private string? _beside;
    private string? _kept;
    private bool _inPlace;
    private bool _done;

    /// <summary>Writes the file beside, whole and on disk. Nothing that was there is touched.</summary>
    public void Prepare(IContentSource source)
    {
        _inPlace = replacement.HasOwnNames();
        if (_inPlace)
            return;
        var beside = Path.Combine(Path.GetDirectoryName(_path) ?? "/", $".perdure-{Guid.NewGuid():N}");
        var made = FileCalls.Open(beside, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW, 0x180);
        using var file = made.OrThrow($"make {_path} again, first as {beside}", "what is there now is to be kept beside it, so its directory must be writable");
        _beside = beside;
        ContentReader.WriteTo(file, change.File.Content!, source, beside);
        replacement.Finish(file);
    }

    /// <summary>Keeps what is there and takes its place.</summary>
    /// <returns>What the user should know.</returns>
    public string Take(IContentSource source)
    {
        if (change.Change != FileChange.Gone && FileCalls.LinkStatus(_path).Error != Errno.ENOENT)
            _kept = Keep();
        _done = true;
        if (_inPlace)
            replacement.WriteInPlace(file => ContentReader.WriteTo(file, change.File.Content!, source, _path));
        else
            FileChangeCalls.Rename(_beside!, _path).OrThrow($"put {_path} back");
        _beside = null;
        _ = DurableFiles.FlushDirectory(Path.GetDirectoryName(_path) ?? "/");
        return _kept is null ? $"{change}; it is as it was at the checkpoint again" : $"{change}; it is as it was at the checkpoint again, and what was there is kept in {_kept}";
    }

    /// <summary>What was there has its name again. Precondition: the restored program has not run.</summary>
    public void Undo()
    {
        if (!_done)
            return;
        _done = false;
        if (_kept is null)
            _ = FileChangeCalls.Remove(_path);
        else if (_inPlace)
            CopyBack(_kept);
        else if (FileChangeCalls.Rename(_kept, _path).Ok)
            // To rename one name of a file to another of its names does nothing.
            _ = FileChangeCalls.Remove(_kept);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_beside is not null)
            _ = FileChangeCalls.Remove(_beside);
    }

    private string Keep()
    {
        if (_inPlace)
            return KeptCopy.Make(_path);
        if (KeptCopy.TryLink(_path, out var kept))
            return kept;
        return change.Change == FileChange.OtherKind ? KeptCopy.Move(_path) : KeptCopy.Make(_path);
    }

    private void CopyBack(string kept)
    {
        var from = NamedFile.Open(kept, OpenFlags.O_RDONLY);
        if (!from.Ok)
            return;
        using var source = from.Value;
        var age = FileCalls.Status(source).Or(default).ModifiedNanoseconds;
        using var target = NamedFile.Open(_path, OpenFlags.O_WRONLY).OrThrow($"open {_path}", $"its content is in {kept}");
        FileChangeCalls.SetSize(target, 0).OrThrow($"empty {_path}", $"its content is in {kept}");
        KeptCopy.Copy(source, target, long.MaxValue, _path);
        _ = FileChangeCalls.SetModified(target, age);
        _ = FileChangeCalls.Remove(kept);
    }
}
