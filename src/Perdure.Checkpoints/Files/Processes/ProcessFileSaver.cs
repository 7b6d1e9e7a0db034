using System.Globalization;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Unsupported;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Files.Processes;

/// <summary>Files of /proc/PID: they can be kept when the process is kept.</summary>
internal static class ProcessFileSaver
{
    private const string Prefix = "/proc/";

    /// <summary>Null when it is no such file.</summary>
    public static FileDescription? TrySave(FoundDescription found, CaptureContext context)
    {
        var link = found.First.Link;
        if (!link.StartsWith(Prefix, StringComparison.Ordinal) || !char.IsAsciiDigit(link.ElementAtOrDefault(Prefix.Length)))
            return null;
        var end = link.IndexOf('/', Prefix.Length);
        var digits = end < 0 ? link[Prefix.Length..] : link[Prefix.Length..end];
        if (!int.TryParse(digits, CultureInfo.InvariantCulture, out var process))
            return null;
        process = PerdureNumber(process, found, context);
        if (!context.Processes.Contains(process))
            return UnsupportedSaver.Save(found, context, $"a file of process {process}, which is not part of the checkpoint");
        return new ProcessFileDescription
        {
            Id = found.Id,
            Name = link,
            Flags = found.First.Flags,
            Process = process,
            Path = end < 0 ? "" : link[(end + 1)..],
        };
    }

    /// <summary>The /proc of another pid namespace has other numbers, which the processes of that namespace have for each other.</summary>
    private static int PerdureNumber(int process, FoundDescription found, CaptureContext context)
    {
        if (FileCalls.Status("/proc") is { Ok: true, Value.Device: var own } && found.First.Status.Device == own)
            return process;
        return context.Processes.FirstOrDefault(candidate => ProcStatus.Read(new Pid(candidate)) is { Ok: true, Value.NamespacePids: [.., var inner] } && inner == process);
    }
}
