using System.Collections;

namespace Perdure.Kernel.Procfs;

/// <summary>How to start perdure once more, and what it hands to programs that it starts.</summary>
public static class OwnProgram
{
    /// <summary>The program file, whatever has become of its name.</summary>
    public const string Path = "/proc/self/exe";

    private const string PrivateCode = "DOTNET_EnableWriteXorExecute=0";

    private static bool IsHosted => System.IO.Path.GetFileName(System.Environment.ProcessPath) == "dotnet";

    /// <summary>argv for one of its verbs. Where it runs inside of the dotnet host, the host has to be told its file.</summary>
    public static IReadOnlyList<string> Arguments(params ReadOnlySpan<string> verb)
    {
        var own = ProcWords.OwnCommandLine().OrThrow("read our own command line");
        return [.. own.Take(IsHosted ? 2 : 1), .. verb];
    }

    /// <summary>Our environment, as NAME=VALUE.</summary>
    public static IReadOnlyList<string> Environment() =>
        [.. System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}")];

    /// <summary>
    /// The same for a perdure that forks: the dotnet host keeps the code that it compiles in memory that a fork shares, unless it is told not
    /// to, and a guard would run into code that its parent compiles later.
    /// </summary>
    public static IReadOnlyList<string> EnvironmentForForks() =>
        IsHosted ? [.. Environment().Where(one => !one.StartsWith(PrivateCode[..^1], StringComparison.Ordinal)), PrivateCode] : Environment();
}
