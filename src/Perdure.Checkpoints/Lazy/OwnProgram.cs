using System.Collections;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Lazy;

/// <summary>How to start perdure once more.</summary>
internal static class OwnProgram
{
    /// <summary>The program file, whatever has become of its name.</summary>
    public const string Path = "/proc/self/exe";

    /// <summary>argv for one of its verbs. Where it runs inside of the dotnet host, the host has to be told its file.</summary>
    public static IReadOnlyList<string> Arguments(params ReadOnlySpan<string> verb)
    {
        var isHosted = System.IO.Path.GetFileName(System.Environment.ProcessPath) == "dotnet";
        var own = ProcWords.CommandLine(Pid.Self).OrThrow("read our own command line");
        return [.. own.Take(isHosted ? 2 : 1), .. verb];
    }

    /// <summary>Our environment, as NAME=VALUE.</summary>
    public static IReadOnlyList<string> Environment() =>
        [.. System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}")];
}
