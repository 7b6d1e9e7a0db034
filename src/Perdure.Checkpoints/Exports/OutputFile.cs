using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Exports;

/// <summary>A file that an export writes, for its owner only: what comes out of a checkpoint may hold a program's secrets.</summary>
internal static class OutputFile
{
    private const uint OwnerOnly = 0x180;

    /// <summary>Makes or replaces the file and has it written; one that could not be finished is removed.</summary>
    public static ExportOutcome Write(string path, Func<FileStream, ExportOutcome> write)
    {
        using var file = FileCalls.Open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, OwnerOnly).OrThrow($"write {path}");
        var isRegular = FileCalls.Status(file).Or(default).Kind == FileTypes.S_IFREG;
        try
        {
            using var output = new FileStream(file, FileAccess.Write, bufferSize: 0);
            return write(output);
        }
        catch (Exception failure)
        {
            if (isRegular)
                _ = FileChangeCalls.Remove(path);
            if (failure is IOException or UnauthorizedAccessException)
                throw new PerdureException($"cannot write {path}: {failure.Message}", "is the disk full?");
            throw;
        }
    }
}
