using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;

namespace Perdure.Checkpoints.Files.Processes;

/// <summary>A pidfd can be kept when its process is kept.</summary>
internal static class PidFdSaver
{
    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var pid = (int)(found.First.Info.Decimal("Pid") ?? -1);
        if (pid <= 0)
            return UnsupportedSaver.Save(found, context, "a pidfd of a process that has gone");
        if (!context.Processes.Contains(pid))
            return UnsupportedSaver.Save(found, context, $"a pidfd of process {pid}, which is not part of the checkpoint");
        return new PidFdDescription
        {
            Id = found.Id,
            Name = found.First.Link,
            Flags = found.First.Flags,
            Process = pid,
            Thread = (found.First.Flags & OpenFlags.O_EXCL) != 0,
        };
    }
}
