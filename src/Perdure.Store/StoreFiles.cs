using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>File calls of the store that end in a <see cref="PerdureException"/> naming the file.</summary>
internal static class StoreFiles
{
    public static SafeFileHandle CreateNew(string path) => OrThrow(DurableFiles.CreateNew(path), "make", path);

    /// <summary>A new file whose writes go past the page cache, where the file system can do that; an ordinary one otherwise.</summary>
    public static SafeFileHandle CreateDirect(string path)
    {
        var opened = DurableFiles.CreateNew(path, direct: true);
        if (opened.Ok)
            return opened.Value;
        if (opened.Error != Errno.EINVAL)
            throw StoreFailure.Of(opened.Error, "make", path);
        // The kernel makes the file before it finds out that the file system knows no O_DIRECT.
        Delete(path);
        return CreateNew(path);
    }

    public static void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset) =>
        OrThrow(DurableFiles.WriteAll(file, bytes, offset), "write", path);

    public static void Flush(SafeFileHandle file, string path) => OrThrow(DurableFiles.Flush(file), "put on disk", path);

    public static void FlushDirectory(string path) => OrThrow(DurableFiles.FlushDirectory(path), "put on disk", path);

    /// <summary>Renames, and puts the new name on disk.</summary>
    public static void Publish(string from, string to, bool overwrite = false)
    {
        try
        {
            File.Move(from, to, overwrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerdureException($"cannot rename {from} to {to}: {e.Message}");
        }
        FlushDirectory(Path.GetDirectoryName(to)!);
    }

    /// <summary>Deletes a file; that it isn't there, or can't be deleted now, is no error: the next sweep tries again.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left for the next sweep.
        }
    }

    /// <summary>Bytes that a file takes on its disk; none if it is not there.</summary>
    public static long AllocatedBytes(string path) => FileCalls.AllocatedBytes(path).Or(0);

    public static T OrThrow<T>(KernelResult<T> result, string what, string path) =>
        result.Ok ? result.Value : throw StoreFailure.Of(result.Error, what, path);
}
