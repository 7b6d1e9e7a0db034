using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Pipes;

/// <summary>Makes a pipe with all of its ends, or opens a fifo, and puts the content in.</summary>
internal static class PipeRestorer
{
    public static void Restore(SavedPipe pipe, IReadOnlyList<PipeDescription> ends, RestoreContext context)
    {
        if (pipe.Path is null)
            RestorePipe(pipe, ends, context);
        else
            RestoreFifo(pipe, pipe.Path, ends, context);
    }

    private static void RestorePipe(SavedPipe pipe, IReadOnlyList<PipeDescription> ends, RestoreContext context)
    {
        var (read, write) = PipeCalls.Create(OpenFlags.O_NONBLOCK | (pipe.Packets ? OpenFlags.O_DIRECT : 0)).OrThrow("make a pipe");
        Fill(pipe, write, context);
        if (ends.Count > 0)
            _ = FileChangeCalls.SetOwner(read, ends[0].Uid, ends[0].Gid);
        var (first, second) = ((SafeFileHandle?)read, (SafeFileHandle?)write);
        foreach (var end in ends)
        {
            // pipe2 made one description for each end; any further one is opened, and so is one that reads and writes.
            var handle = end.Access switch
            {
                OpenFlags.O_RDONLY when first is not null => Take(ref first),
                OpenFlags.O_WRONLY when second is not null => Take(ref second),
                _ => FileCalls.Reopen(read, end.Access | OpenFlags.O_NONBLOCK).OrThrow("open a pipe once more"),
            };
            context.Give(end, handle);
        }
        // An end that nobody holds is closed only now, so that the other descriptions could be opened.
        first?.Dispose();
        second?.Dispose();
    }

    private static void RestoreFifo(SavedPipe pipe, string path, IReadOnlyList<PipeDescription> ends, RestoreContext context)
    {
        if (FileCalls.Status(path).Error == Errno.ENOENT)
        {
            FileChangeCalls.MakeFifo(path, ends[0].Mode & 0xfff).OrThrow($"make the fifo {path} again");
            _ = FileChangeCalls.SetOwner(path, ends[0].Uid, ends[0].Gid);
        }
        // Open for both at first, so that no open waits for the other end.
        using var both = FileCalls.Open(path, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK).OrThrow($"open the fifo {path}");
        if (FileCalls.Status(both).OrThrow($"look at {path}").Kind != FileTypes.S_IFIFO)
            throw new PerdureException($"{path} is no fifo any more");
        if (DescriptorCalls.ReadableBytes(both).Or(0) == 0)
            Fill(pipe, both, context);
        else
            context.Note($"the fifo {path} has content already, which is used as it is");
        foreach (var end in ends)
            context.Give(end, FileCalls.Open(path, end.Access | OpenFlags.O_NONBLOCK).OrThrow($"open the fifo {path}"));
    }

    private static void Fill(SavedPipe pipe, SafeFileHandle write, RestoreContext context)
    {
        if (PipeCalls.GetCapacity(write).Or(0) != pipe.Capacity)
            PipeCalls.SetCapacity(write, pipe.Capacity).OrThrow($"make a pipe of {pipe.Capacity} bytes", "raise /proc/sys/fs/pipe-max-size");
        foreach (var content in pipe.Content)
        {
            var bytes = ContentReader.Read(content, context.Content);
            var written = FileCalls.Write(write, bytes).OrThrow("put the content back into a pipe");
            if (written != bytes.Length)
                throw new PerdureException($"cannot put the content back into a pipe: {written} of {bytes.Length} bytes fit");
        }
    }

    private static SafeFileHandle Take(ref SafeFileHandle? handle)
    {
        var taken = handle!;
        handle = null;
        return taken;
    }
}
