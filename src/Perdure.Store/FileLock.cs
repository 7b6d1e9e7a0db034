using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Store;

/// <summary>An flock(2) on a lock file; it ends with Dispose, or with the process, however that ends.</summary>
internal sealed class FileLock : IDisposable
{
    private readonly SafeFileHandle _file;

    private FileLock(SafeFileHandle file) => _file = file;

    public static FileLock Shared(string path) => Wait(path, DurableFiles.LockShared);

    public static FileLock Exclusive(string path) => Wait(path, DurableFiles.LockExclusive);

    /// <summary>The exclusive lock of a lock file that may have to be made; nothing when somebody else holds one.</summary>
    public static FileLock? TryExclusive(string path) => Try(StoreFiles.OrThrow(DurableFiles.OpenOrCreate(path), "open", path));

    /// <summary>The exclusive lock of a lock file that is there; nothing when it isn't, or when somebody else holds one.</summary>
    public static FileLock? TryExclusiveExisting(string path)
    {
        var opened = DurableFiles.OpenExisting(path);
        return opened.Ok ? Try(opened.Value) : null;
    }

    /// <summary>Makes a lock file and locks it; nothing when the name is taken, or a sweep was quicker.</summary>
    public static FileLock? TryCreate(string path)
    {
        var opened = DurableFiles.CreateNew(path);
        if (opened.Error == Errno.EEXIST)
            return null;
        var held = Try(StoreFiles.OrThrow(opened, "make", path));
        if (held is null || File.Exists(path))
            return held;
        held.Dispose();
        return null;
    }

    public void Dispose() => _file.Dispose();

    private static FileLock Wait(string path, Func<SafeFileHandle, KernelResult<int>> take)
    {
        var file = StoreFiles.OrThrow(DurableFiles.OpenOrCreate(path), "open", path);
        StoreFiles.OrThrow(take(file), "lock", path);
        return new FileLock(file);
    }

    private static FileLock? Try(SafeFileHandle file)
    {
        if (DurableFiles.TryLockExclusive(file).Ok)
            return new FileLock(file);
        file.Dispose();
        return null;
    }
}
