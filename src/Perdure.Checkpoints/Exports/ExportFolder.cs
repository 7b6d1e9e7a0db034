using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Exports;

/// <summary>The directory that files are exported to. It is held open, and every file in it is made by us: no link is ever followed.</summary>
internal sealed class ExportFolder : IDisposable
{
    private const uint OwnerOnly = 0x180;
    private const uint OwnerOnlyFolder = 0x1c0;
    private readonly SafeFileHandle _folder;
    private readonly string _path;
    private int _made;

    public ExportFolder(string path)
    {
        _path = path;
        if (FileChangeCalls.MakeDirectory(path, OwnerOnlyFolder) is { Ok: false, Error: not Errno.EEXIST } failed)
            failed.OrThrow($"make the directory {path}");
        if (!Directory.Exists(path) || Directory.EnumerateFileSystemEntries(path).Any())
            throw new PerdureException($"{path} is no empty directory", "name one that is new or empty: nothing there is overwritten");
        _folder = FileCalls.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY).OrThrow($"open the directory {path}");
    }

    /// <summary>Files made so far.</summary>
    public int Count { get; private set; }

    /// <summary>Makes a file under a harmless name of its own.</summary>
    public SafeFileHandle Make(string wanted, out string name) => MakeNamed(name = SafeName.Of(++_made, wanted));

    /// <summary>Makes a file under a name of ours.</summary>
    public SafeFileHandle MakeNamed(string name)
    {
        const OpenFlags newFile = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;
        Count++;
        return FileCalls.OpenAt(_folder, name, newFile, OwnerOnly).OrThrow($"make {Path.Combine(_path, name)}", "is the disk full?");
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
