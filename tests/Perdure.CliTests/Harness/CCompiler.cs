using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Perdure.CliTests.Harness;

/// <summary>Compiles a C program once per content: the result's name holds the hash of source, shared header and flags.</summary>
internal static class CCompiler
{
    private const string Flags = "-D_GNU_SOURCE -std=gnu17 -O1 -g -Wall -Wno-format-truncation -pthread";
    private static readonly Lock Gate = new();

    public static string Build(string name, string moreFlags = "")
    {
        var source = Path.Combine(Repository.Guests, name + ".c");
        var headers = Directory.GetFiles(Repository.Guests, "*.h").Order(StringComparer.Ordinal);
        var text = string.Concat(headers.Prepend(source).Select(File.ReadAllText)) + Flags + moreFlags;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
        var folder = Path.Combine(Repository.Artifacts, "guests");
        var output = Path.Combine(folder, $"{name}-{hash}");
        lock (Gate)
        {
            if (!File.Exists(output))
                Compile(source, output, folder, moreFlags);
        }
        return output;
    }

    private static void Compile(string source, string output, string folder, string moreFlags)
    {
        Directory.CreateDirectory(folder);
        var partial = $"{output}.{Environment.ProcessId}";
        var gcc = new ProcessStartInfo("gcc", $"{Flags} -o {partial} {source} {moreFlags}") { RedirectStandardError = true };
        using var process = Process.Start(gcc)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"gcc {Path.GetFileName(source)}: {errors}");
        File.Move(partial, output, overwrite: true);
    }
}
