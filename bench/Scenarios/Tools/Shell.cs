using Perdure.Kernel;

namespace Perdure.Scenarios.Tools;

/// <summary>Small commands of the system around a measurement, never inside one.</summary>
internal static class Shell
{
    /// <summary>The command's output, trimmed; a failure throws with what it said.</summary>
    public static string Run(string command)
    {
        using var process = new ToolProcess("/bin/sh", ["-c", command]);
        var result = process.Wait(TimeSpan.FromMinutes(10));
        return result.ExitCode == 0
            ? result.Output.Trim()
            : throw new PerdureException($"{command}: exit code {result.ExitCode}: {result.Errors.Trim()}");
    }

    /// <summary>The command's output, or <paramref name="fallback"/> where the command is missing or fails.</summary>
    public static string RunOr(string command, string fallback)
    {
        try
        {
            return Run(command);
        }
        catch (PerdureException)
        {
            return fallback;
        }
    }
}
