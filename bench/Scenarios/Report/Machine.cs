using System.Runtime.InteropServices;
using Perdure.Scenarios.Tools;

namespace Perdure.Scenarios.Report;

/// <summary>The machine and its state, for the result file. No host name.</summary>
internal sealed record Machine(
    string Processor, int Processors, long MemoryKilobytes, string Kernel, string System, string HugePages, string FileSystem, string LoadAverage)
{
    public static Machine Read(string workDirectory) => new(
        Shell.RunOr("sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1", "unknown"),
        Environment.ProcessorCount,
        long.Parse(Shell.RunOr("sed -n 's/^MemTotal: *\\([0-9]*\\) kB/\\1/p' /proc/meminfo", "0")),
        Shell.RunOr("uname -r", RuntimeInformation.OSDescription),
        Shell.RunOr(". /etc/os-release && echo \"$PRETTY_NAME\"", "unknown"),
        Shell.RunOr("cat /sys/kernel/mm/transparent_hugepage/enabled", "none"),
        Shell.RunOr($"df --output=fstype '{workDirectory}' | tail -n 1", "unknown"),
        Shell.RunOr("cut -d' ' -f1-3 /proc/loadavg", "unknown"));
}
