using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Exports;

/// <summary>
/// A file that an export writes, for its owner only: what comes out of a checkpoint may hold a program's secrets. A regular file is made
/// anew beside its place and gets its name when it is whole, so that a failed export leaves alone what was there. A device or a fifo is
/// written to as it is. No link leads to a regular file: in a folder of many users it may lead anywhere.
/// </summary>
internal static class OutputFile
{
    private const uint OwnerOnly = 0x180;
    private const string NoLinks = "name the file itself: no link is followed";

    /// <summary>Makes or replaces the file and has it written.</summary>
    public static ExportOutcome Write(string path, Func<Stream, ExportOutcome> write)
    {
        var there = FileCalls.LinkStatus(path);
        if (there.Error == Errno.ENOENT)
            return Replace(path, write);
        var kind = there.OrThrow($"write {path}").Kind;
        if (kind != FileTypes.S_IFREG)
            return WriteInto(path, isLink: kind == FileTypes.S_IFLNK, write);
        // Whoever protected his file from being written to meant its name as well.
        FileCalls.Open(path, OpenFlags.O_WRONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK).OrThrow($"write {path}").Dispose();
        return Replace(path, write);
    }

    private static ExportOutcome Replace(string path, Func<Stream, ExportOutcome> write)
    {
        var temporary = Path.Join(Path.GetDirectoryName(path), $".perdure-export-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        const OpenFlags newFile = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;
        using var file = FileCalls.Open(temporary, newFile, OwnerOnly).OrThrow($"make a file beside {path}");
        try
        {
            var outcome = Write(path, Open(file), write);
            File.Move(temporary, path, overwrite: true);
            return outcome;
        }
        catch (Exception failure)
        {
            _ = FileChangeCalls.Remove(temporary);
            if (failure is IOException or UnauthorizedAccessException)
                throw new PerdureException($"cannot rename {temporary} to {path}: {failure.Message}");
            throw;
        }
    }

    private static ExportOutcome WriteInto(string path, bool isLink, Func<Stream, ExportOutcome> write)
    {
        // Asked before it is opened: opening a fifo waits for its reader.
        if (isLink && FileCalls.Status(path) is not { Ok: true, Value.Kind: not FileTypes.S_IFREG })
            throw new PerdureException($"{path} is a symbolic link", NoLinks);
        var flags = OpenFlags.O_WRONLY | OpenFlags.O_NOCTTY | (isLink ? 0 : OpenFlags.O_NOFOLLOW);
        using var file = FileCalls.Open(path, flags).OrThrow($"write {path}");
        if (FileCalls.Status(file).OrThrow($"look at {path}").Kind == FileTypes.S_IFREG)
            throw new PerdureException($"{path} became another file meanwhile", NoLinks);
        return Write(path, new ForwardStream(Open(file)), write);
    }

    private static FileStream Open(SafeFileHandle file) => new(file, FileAccess.Write, bufferSize: 0);

    private static ExportOutcome Write(string path, Stream output, Func<Stream, ExportOutcome> write)
    {
        try
        {
            using (output)
                return write(output);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PerdureException($"cannot write {path}: {failure.Message}", "is the disk full?");
        }
        catch (ArgumentOutOfRangeException tooLarge) when (tooLarge.ParamName == "value")
        {
            // So the library tells of EFBIG.
            throw new PerdureException($"cannot write {path}: the file is larger than its file system or 'ulimit -f' allows");
        }
    }
}
