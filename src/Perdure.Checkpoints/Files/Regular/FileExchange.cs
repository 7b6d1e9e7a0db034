using Perdure.Checkpoints.Files.Content;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>
/// Exchanges what has a file's name for the file of the checkpoint, and can undo it. What was there gets another name beside; nothing of it is copied, and who has it open goes on with it. A file with other
/// names of its own, or one that is mounted as a single file, is copied beside and written where it is.
/// </summary>
internal sealed class FileExchange(ChangedFile change, FileReplacement replacement) : IDisposable
{
    private readonly string _path = change.File.Path;
    private string? _beside;
    private string? _kept;
    private bool _inPlace;
    private bool _done;
    private ulong _ours;

    /// <summary>Writes the file beside, whole and on disk. Nothing that was there is touched.</summary>
    public void Prepare(IContentSource source)
    {
        _inPlace = replacement.HasOwnNames() || (replacement.IsMounted() && replacement.MayChangeInPlace());
        if (_inPlace)
            return;
        var beside = Path.Combine(Path.GetDirectoryName(_path) ?? "/", $".perdure-{Guid.NewGuid():N}");
        var made = FileCalls.Open(beside, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW, 0x180);
        using var file = made.OrThrow($"make {_path} again, first as {beside}", "what is there now is to be kept beside it, so its directory must be writable");
        _beside = beside;
        ContentReader.WriteTo(file, change.File.Content!, source, beside);
        replacement.Finish(file);
        _ours = FileCalls.Status(file).OrThrow($"look at {beside}").Inode;
    }

    /// <summary>Keeps what is there and takes its place.</summary>
    /// <returns>What the user should know.</returns>
    public string Take(IContentSource source)
    {
        if (_inPlace)
            WriteInPlace(source);
        else
            TakeName();
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
            RemoveOurs();
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

    private void WriteInPlace(IContentSource source)
    {
        _kept = KeptCopy.Make(_path);
        _done = true;
        replacement.WriteInPlace(file => ContentReader.WriteTo(file, change.File.Content!, source, _path));
    }

    /// <summary>What has the name now is kept, whatever it was when it was looked at. Where nothing has it, nothing that somebody makes meanwhile may be lost.</summary>
    private void TakeName()
    {
        const int tries = 100;
        for (var attempt = 0; attempt < tries; attempt++)
        {
            var there = FileCalls.LinkStatus(_path);
            if (there.Ok)
            {
                _kept = Keep(there.Value.Kind);
                _done = true;
                FileChangeCalls.Rename(_beside!, _path).OrThrow($"put {_path} back");
                return;
            }

            var taken = KeptCopy.TakeName(_beside!, _path);
            _done = taken.Ok;
            if (taken.Error == Errno.EEXIST)
                continue;
            taken.OrThrow($"put {_path} back");
            return;
        }

        throw new PerdureException($"cannot put {_path} back: somebody makes and removes a file of that name all the time", "end the program that does so");
    }

    private string Keep(uint kind)
    {
        if (KeptCopy.TryLink(_path, out var kept))
            return kept;
        return kind == FileTypes.S_IFREG ? KeptCopy.Make(_path) : KeptCopy.Move(_path);
    }

    private void RemoveOurs()
    {
        if (FileCalls.LinkStatus(_path) is { Ok: true, Value: var now } && now.Inode == _ours)
            _ = FileChangeCalls.Remove(_path);
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
