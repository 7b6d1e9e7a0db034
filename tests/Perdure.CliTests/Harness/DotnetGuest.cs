using System.Diagnostics;

namespace Perdure.CliTests.Harness;

/// <summary>Guests that are .NET projects (tests/Guests/NAME), built when their sources are newer.</summary>
internal static class DotnetGuest
{
    private static readonly Lock Gate = new();

    /// <summary>The assembly, to be run by dotnet.</summary>
    public static string Built(string name)
    {
        var output = Path.Combine(Repository.Artifacts, "guests", name);
        var program = Path.Combine(output, $"{name}.dll");
        var project = Path.Combine(Repository.Guests, name);
        lock (Gate)
        {
            if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > Directory.GetFiles(project).Max(File.GetLastWriteTimeUtc))
                return program;
            var obj = Path.Combine(Repository.Artifacts, "guests", $"{name}-obj") + "/";
            string[] arguments = ["build", project, "-c", "Release", "-o", output, $"-p:BaseIntermediateOutputPath={obj}", "-p:UseSharedCompilation=false", "-nodeReuse:false"];
            var start = new ProcessStartInfo(Needs.Program("dotnet", "/usr/share/dotnet", "/usr/lib/dotnet"), arguments) { RedirectStandardOutput = true };
            using var build = Process.Start(start)!;
            var text = build.StandardOutput.ReadToEnd();
            build.WaitForExit();
            Assert.True(build.ExitCode == 0, $"building {name}: {text}");
        }

        return program;
    }
}
