using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Identities;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Settings;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Exports;

/// <summary>Files beneath mappings, where they are still the ones of the checkpoint. The last one stays open.</summary>
internal sealed class MappedFileSource : IDisposable
{
    private readonly Dictionary<string, bool> _unchanged = [];
    private SafeFileHandle? _open;
    private string _path = "";

    /// <summary>Whether the file can stand in for what the checkpoint does not hold.</summary>
    public bool IsUnchanged(FileIdentity? file)
    {
        if (file is null)
            return false;
        if (!_unchanged.TryGetValue(file.Path, out var unchanged))
            _unchanged.Add(file.Path, unchanged = Compare(file));
        return unchanged;
    }

    /// <summary>Reads bytes of such a file; what lies behind its end, or can't be read, is zeros.</summary>
    public void Read(FileIdentity file, ulong offset, Span<byte> into)
    {
        Open(file.Path);
        while (_open is not null && !into.IsEmpty && offset <= long.MaxValue)
        {
            var got = (int)FileCalls.ReadAt(_open, into, (long)offset).Or(0);
            if (got == 0)
                break;
            into = into[got..];
            offset += (ulong)got;
        }

        into.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => _open?.Dispose();

    private static bool Compare(FileIdentity file)
    {
        if (FileCalls.Status(file.Path) is not { Ok: true, Value.Kind: FileTypes.S_IFREG })
            return false;
        var now = FileIdentities.Of(file.Path, new LinkTarget(file.Path, false));
        return FileIdentities.AreSame(file, now);
    }

    private void Open(string path)
    {
        if (_path == path)
            return;
        _open?.Dispose();
        var opened = FileCalls.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY);
        (_open, _path) = (opened.Ok ? opened.Value : null, path);
    }
}
