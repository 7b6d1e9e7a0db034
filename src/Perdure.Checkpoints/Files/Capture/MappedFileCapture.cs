using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>Adds files that are only mapped: the descriptor may be closed long since, the inode lives on by the mapping.</summary>
internal static class MappedFileCapture
{
    public static void Add(CaptureContext context)
    {
        var known = new HashSet<FileIdentity>(context.Found.Select(static found => found.First.Identity));
        foreach (var mapped in context.Options.Mapped)
        {
            if (!known.Add(mapped.Identity))
                continue;
            var path = $"/proc/{mapped.Process}/map_files/{mapped.Start.Value:x}-{mapped.End.Value:x}";
            var opened = FileCalls.Open(path, OpenFlags.O_RDWR);
            if (opened.Error is Errno.EACCES or Errno.EROFS or Errno.ETXTBSY)
                opened = FileCalls.Open(path, OpenFlags.O_RDONLY);
            if (opened.Ok)
                context.FindOrAdd(opened.Value);
            else
                context.Note($"process {mapped.Process} maps a file at {mapped.Start} that it has not open: its content is not kept ({opened.Error}; reading /proc/PID/map_files needs root)");
        }
    }
}
