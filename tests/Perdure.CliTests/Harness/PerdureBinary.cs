using System.Diagnostics;

namespace Perdure.CliTests.Harness;

/// <summary>The binary under test: what PERDURE_BINARY names, else the release build, made by ./perdure when it is not there.</summary>
internal static class PerdureBinary
{
    private static readonly Lazy<string> Found = new(Find);

    public static string Path => Found.Value;

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("PERDURE_BINARY") is { Length: > 0 } named)
            return System.IO.Path.GetFullPath(named);
        var script = System.IO.Path.Combine(Repository.Root, "perdure");
        var binary = System.IO.Path.Combine(Repository.Artifacts, "bin-release", "perdure");
        // The script builds when the sources are newer, so a test never judges yesterday's tool.
        if (File.Exists(script))
            BuildBy(script);
        Assert.True(File.Exists(binary), $"There is no {binary}; ./perdure builds it, or set PERDURE_BINARY");
        return binary;
    }

    private static void BuildBy(string script)
    {
        var log = System.IO.Path.Combine(Repository.Artifacts, "cli-tests-build.log");
        using var process = Process.Start("/bin/sh", ["-c", $"exec '{script}' --version </dev/null >'{log}' 2>&1"]);
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(8)), "./perdure did not finish its build in 8 minutes");
        Assert.True(process.ExitCode == 0, $"./perdure failed:\n{File.ReadAllText(log)}");
    }
}
